"use client";

import { useState } from "react";
import { EmailFields, WebhookFields } from "#components/notifications/channel-fields.tsx";
import { fieldsOf } from "#components/notifications/channel-form-input.ts";
import { kindWords } from "#components/notifications/channel-words.ts";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { OnceDialog } from "#components/shared/form-dialog.tsx";
import { CheckCard } from "#components/ui/check-card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioCard, RadioCards } from "#components/ui/radio-cards.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { ChannelView, SavedChannel } from "#lib/modules/notifications/schema.ts";

interface ChannelDialogProps {
  /** Null to add one. */
  channel: ChannelView | null;
  isOwner: boolean;
  onClose: () => void;
}

const fields = [
  "name",
  "url",
  "host",
  "port",
  "tls",
  "user",
  "password",
  "from",
  "recipients",
  "recipients.0",
];

/** Adds a channel or changes one, and shows a new signing secret the one time. */
export function ChannelDialog({ channel, isOwner, onClose }: ChannelDialogProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const [kind, setKind] = useState<ChannelView["kind"]>(channel?.kind ?? "webhook");
  const [allowPrivate, setAllowPrivate] = useState(channel?.allowPrivate ?? false);
  const [isSecretNew, setIsSecretNew] = useState(false);
  const save = useCommand<object, SavedChannel>({
    name: channel ? "channel.update" : "channel.create",
    label: "Save the channel",
    errors: "inline",
    onDone: (saved) => (saved?.secret ? setSecret(saved.secret) : onClose()),
  });
  const faults = (field: string) => faultOf(save.error, field);
  const rest = restOf(save.error, fields);

  const submit = (sent: HTMLFormElement) => {
    const form = new FormData(sent);
    const { recipients, ...given } = fieldsOf(form, kind);
    void save.run({
      ...given,
      ...(kind === "email" ? { recipients } : {}),
      name: String(form.get("name") ?? "").trim(),
      ...(channel ? { channelId: channel.id } : { kind }),
      ...(allowPrivate === (channel?.allowPrivate ?? false) ? {} : { allowPrivate }),
      ...(isSecretNew ? { newSecret: true } : {}),
    });
  };
  return (
    <OnceDialog
      className="max-w-xl"
      title={channel ? `Edit ${channel.name}` : "Add a channel"}
      description="What waits for people is told there too, with a link to answer it."
      button={channel ? "Save" : "Add channel"}
      isBusy={save.isPending}
      rest={rest}
      noValidate
      onSubmit={submit}
      onClose={onClose}
      shown={
        secret === null
          ? null
          : {
              title: "The signing secret",
              description: "Copy it now: it is shown this once.",
              children: <ShownSecret secret={secret} />,
            }
      }
    >
      {!channel && (
        <RadioCards
          aria-label="Kind of channel"
          value={kind}
          onValueChange={(value) => setKind(value === "email" ? "email" : "webhook")}
        >
          <RadioCard value="webhook" title={kindWords.webhook} hint="Signed JSON to an address of yours" />
          <RadioCard value="email" title={kindWords.email} hint="Over SMTP, to people or fixed addresses" />
        </RadioCards>
      )}
      <Field label="Name" error={faults("name")}>
        <Input
          name="name"
          maxLength={100}
          autoComplete="off"
          placeholder={kind === "webhook" ? "Operations chat" : "Mail to the team"}
          defaultValue={channel?.name}
        />
      </Field>
      {kind === "webhook" ? (
        <WebhookFields url={channel?.kind === "webhook" ? channel.url : undefined} faultOf={faults} />
      ) : (
        <EmailFields email={channel?.kind === "email" ? channel : null} faultOf={faults} />
      )}
      {channel?.kind === "webhook" && (
        <CheckCard
          title="Make another signing secret"
          hint="The one in use stops being valid at once."
          checked={isSecretNew}
          onCheckedChange={(isChecked) => setIsSecretNew(isChecked === true)}
        />
      )}
      <CheckCard
        title="May lead to this machine or its private network"
        hint={isOwner ? "For a server of your own beside this one." : "Only the owner may allow that."}
        checked={allowPrivate}
        disabled={!isOwner && !allowPrivate}
        onCheckedChange={(isChecked) => setAllowPrivate(isChecked === true)}
      />
    </OnceDialog>
  );
}

function ShownSecret({ secret }: { secret: string }) {
  return (
    <>
      <div className="flex items-center gap-2 rounded-md border bg-muted py-1 pr-1 pl-2.5">
        <code data-slot="signing-secret" className="min-w-0 flex-1 break-all text-xs">
          {secret}
        </code>
        <CopyButton text={secret} label="Copy the signing secret" />
      </div>
      <p className="text-muted-foreground text-xs">
        Each message carries <code>X-Lockkeeper-Signature: t=…,v1=…</code>; v1 is the HMAC-SHA-256 of t, a dot
        and the body, with this secret. Take nothing whose signature differs or whose t is minutes old.
      </p>
    </>
  );
}
