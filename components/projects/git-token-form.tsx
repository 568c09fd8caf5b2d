"use client";

import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { placeOfToken } from "#lib/modules/git-access/rules.ts";
import type { SetGitTokenInput } from "#lib/modules/git-access/schema.ts";

/** A token for one repository; one that has a token already gets the new one in its place. */
export function GitTokenForm({ projectId, url }: { projectId: string; url?: string | undefined }) {
  const [host, setHost] = useState<string | null>(null);
  const [username, setUsername] = useState("");
  const [token, setToken] = useState("");
  const save = useCommand<SetGitTokenInput>({
    name: "git-access.set-token",
    label: "Save the token",
    errors: "inline",
    onDone: () => {
      setHost(null);
      setUsername("");
      setToken("");
    },
  });
  const shownHost = host ?? placeOfToken(url);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run({ projectId, host: shownHost, username, token });
  };
  const rest = restOf(save.error, ["host", "username", "token"]);
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
        <Field label="Repository, or group" error={faultOf(save.error, "host")}>
          <Input
            value={shownHost}
            onChange={(event) => setHost(event.target.value)}
            placeholder="https://github.com/acme/app"
            spellCheck={false}
          />
        </Field>
        <Field label="User name" note="optional" error={faultOf(save.error, "username")}>
          <Input
            value={username}
            onChange={(event) => setUsername(event.target.value)}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      </div>
      <Field
        label="Token"
        hint="Programs in the workspace can read it while it is used: give it the least it needs, for one repository."
        error={faultOf(save.error, "token")}
      >
        <Input
          type="password"
          value={token}
          onChange={(event) => setToken(event.target.value)}
          autoComplete="off"
        />
      </Field>
      {rest && (
        <p role="alert" className="text-failure text-xs">
          {rest}
        </p>
      )}
      <div>
        <Button type="submit" disabled={token === "" || shownHost === ""} isBusy={save.isPending}>
          Save the token
        </Button>
      </div>
    </form>
  );
}
