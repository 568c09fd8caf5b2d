"use client";

import { type FormEvent, useState } from "react";
import { TestResult } from "#components/settings/test-result.tsx";
import { useSetting } from "#components/settings/use-setting.ts";
import { InlineCode } from "#components/shared/inline-code.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import type { SettingsView } from "#lib/modules/settings/schema.ts";

/** The registries that there are logins for, each changed on its own. */
export function RegistriesCard({ settings }: { settings: SettingsView }) {
  const hosts = Object.entries(settings.registries?.registries ?? {});
  return (
    <Card aria-labelledby="registries">
      <CardHeader>
        <CardTitle id="registries">Registries</CardTitle>
      </CardHeader>
      <CardBody className="grid gap-5">
        {hosts.length > 0 && (
          <ul aria-label="Registries" className="grid gap-3">
            {hosts.map(([host, { user }]) => (
              <RegistryRow key={host} host={host} user={user} settings={settings} />
            ))}
          </ul>
        )}
        <AddRegistry isFirst={hosts.length === 0} />
      </CardBody>
    </Card>
  );
}

interface RegistryRowProps {
  host: string;
  user: string;
  settings: SettingsView;
}

function RegistryRow({ host, user, settings }: RegistryRowProps) {
  const setting = useSetting("registries", { label: "Remove", subject: host });
  const password = settings.fields.find(({ field }) => field === `registryPassword:${host}`);
  const isGiven = password?.source === "environment";
  return (
    <li className="grid gap-4 border-b pb-3 last:border-b-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="truncate font-medium">{host}</p>
          <p className="text-muted-foreground text-xs">
            {user} ·{" "}
            {isGiven ? (
              <>
                from <InlineCode>LOCKKEEPER_REGISTRY_HOST</InlineCode>
              </>
            ) : (
              <>
                •••• set {password?.changedAt && <RelativeTime at={password.changedAt} />}
                {password?.changedBy && ` by ${password.changedBy}`}
              </>
            )}
          </p>
        </div>
        <div className="flex flex-none gap-2">
          <Button
            size="sm"
            isBusy={setting.isTesting}
            onClick={() => void setting.test({ registryHost: host })}
            aria-label={`Log in at ${host}`}
          >
            Log in
          </Button>
          {!isGiven && (
            <Button
              size="sm"
              isBusy={setting.isSaving}
              onClick={() => void setting.save({ registryHost: host, registryUser: null })}
              aria-label={`Remove ${host}`}
            >
              Remove
            </Button>
          )}
        </div>
      </div>
      <TestResult tested={setting.isTesting ? null : setting.tested} />
      {setting.error && (
        <p role="alert" className="text-failure text-xs">
          {setting.error.message}
        </p>
      )}
    </li>
  );
}

const fields = ["registryHost", "registryUser", "registryPassword"] as const;
const empty = { registryHost: "", registryUser: "", registryPassword: "" };

function AddRegistry({ isFirst }: { isFirst: boolean }) {
  const [texts, setTexts] = useState(empty);
  const setting = useSetting("registries", { subject: texts.registryHost });
  const given = () => Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ""));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await setting.save(given())) setTexts(empty);
  };
  const rest = restOf(setting.error, fields);
  const control = (name: (typeof fields)[number]) => ({
    name,
    value: texts[name],
    spellCheck: false,
    onChange: (event: { target: { value: string } }) =>
      setTexts((now) => ({ ...now, [name]: event.target.value })),
  });
  return (
    <form onSubmit={submit} noValidate aria-label="Add a registry" className="grid gap-4">
      <p className="text-muted-foreground">
        {isFirst ? "No registry has a login yet: images are pulled as anybody may. " : ""}Give one that is
        there already to replace its login.
      </p>
      <div className="grid gap-4 md:grid-cols-3">
        <Field label="Registry" error={faultOf(setting.error, "registryHost")}>
          <Input placeholder="ghcr.io" autoComplete="off" {...control("registryHost")} />
        </Field>
        <Field label="User" error={faultOf(setting.error, "registryUser")}>
          <Input autoComplete="off" {...control("registryUser")} />
        </Field>
        <Field label="Password or token" error={faultOf(setting.error, "registryPassword")}>
          <Input type="password" autoComplete="new-password" {...control("registryPassword")} />
        </Field>
      </div>
      {rest && (
        <p role="alert" className="text-failure text-xs">
          {rest}
        </p>
      )}
      <TestResult tested={setting.isTesting ? null : setting.tested} />
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          variant="primary"
          disabled={texts.registryHost.trim() === ""}
          isBusy={setting.isSaving}
        >
          Save the registry
        </Button>
        <Button
          disabled={texts.registryHost.trim() === ""}
          isBusy={setting.isTesting}
          onClick={() => void setting.test(given())}
        >
          Test the login
        </Button>
      </div>
    </form>
  );
}
