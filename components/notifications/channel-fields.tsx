import { useState } from "react";
import { CheckCard } from "#components/ui/check-card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { RadioCard, RadioCards } from "#components/ui/radio-cards.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import type { ChannelView } from "#lib/modules/notifications/schema.ts";

/** The fields of the dialog that adds or changes a channel; it reads them by their names. */

export type FaultOf = (field: string) => string | null;
type Email = Extract<ChannelView, { kind: "email" }>;

const plain = { spellCheck: false, autoComplete: "off" } as const;

export function WebhookFields({ url, faultOf }: { url: string | undefined; faultOf: FaultOf }) {
  return (
    <Field label="Address" hint="Each message is posted there as JSON and signed." error={faultOf("url")}>
      <Input
        name="url"
        type="url"
        className="font-mono text-xs"
        placeholder="https://hooks.example.org/lockkeeper"
        defaultValue={url}
        {...plain}
      />
    </Field>
  );
}

const tlsWords = { starttls: "STARTTLS", tls: "TLS from the first byte", none: "None" } as const;
type Tls = keyof typeof tlsWords;
const usualPorts: Record<Tls, string> = { starttls: "587", tls: "465", none: "25" };
const isTls = (value: string): value is Tls => value in tlsWords;

export function EmailFields({ email, faultOf }: { email: Email | null; faultOf: FaultOf }) {
  const [isFixed, setIsFixed] = useState(email?.recipients != null);
  const [server, setServer] = useState(email && email.host !== null ? "own" : "installation");
  return (
    <>
      <RadioCards name="server" aria-label="Mail server" value={server} onValueChange={setServer}>
        <RadioCard value="installation" title="The installation's" hint="As the settings say under Mail" />
        <RadioCard value="own" title="Another one" hint="For this channel alone" />
      </RadioCards>
      {server === "own" && <ServerFields email={email} faultOf={faultOf} />}
      <CheckCard
        title="To fixed addresses"
        hint="Else each mail goes to the people it concerns, and to nobody who may not see it."
        checked={isFixed}
        onCheckedChange={(isChecked) => setIsFixed(isChecked === true)}
      />
      {isFixed && (
        <Field
          label="Recipients"
          hint="One on each line. They read of every project."
          error={faultOf("recipients") ?? faultOf("recipients.0")}
        >
          <Textarea name="recipients" rows={3} defaultValue={email?.recipients?.join("\n")} {...plain} />
        </Field>
      )}
    </>
  );
}

function ServerFields({ email, faultOf }: { email: Email | null; faultOf: FaultOf }) {
  const [tls, setTls] = useState<Tls>(email?.tls ?? "starttls");
  return (
    <>
      <div className="grid gap-4 md:grid-cols-[1fr_6rem_10rem] md:gap-3">
        <Field label="SMTP server" error={faultOf("host")}>
          <Input name="host" placeholder="smtp.example.org" defaultValue={email?.host ?? ""} {...plain} />
        </Field>
        <Field label="Port" error={faultOf("port")}>
          <Input
            name="port"
            inputMode="numeric"
            placeholder={usualPorts[tls]}
            defaultValue={email?.port}
            {...plain}
          />
        </Field>
        <Select name="tls" value={tls} onValueChange={(value) => isTls(value) && setTls(value)}>
          <Field label="Encryption" error={faultOf("tls")}>
            <SelectTrigger>
              <SelectValue />
            </SelectTrigger>
          </Field>
          <SelectContent>
            {Object.entries(tlsWords).map(([value, word]) => (
              <SelectItem key={value} value={value}>
                {word}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      </div>
      <div className="grid gap-4 md:grid-cols-2 md:gap-3">
        <Field label="User" note="if it asks for one" error={faultOf("user")}>
          <Input name="user" defaultValue={email?.user ?? ""} {...plain} />
        </Field>
        <Field label="Password" error={faultOf("password")}>
          <Input
            name="password"
            type="password"
            placeholder={email?.isPasswordSet ? "stored; type to replace it" : undefined}
            autoComplete="new-password"
          />
        </Field>
      </div>
      <Field label="From" error={faultOf("from")}>
        <Input
          name="from"
          type="email"
          placeholder="lockkeeper@example.org"
          defaultValue={email?.from ?? ""}
          {...plain}
        />
      </Field>
    </>
  );
}
