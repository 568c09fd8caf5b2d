"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Refusal } from "#components/passkeys/refusal.tsx";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { InstallationBackupPage, ShownRecoveryKey } from "#lib/modules/installation-backups/schema.ts";

interface RecoveryKeyCardProps {
  recoveryKey: InstallationBackupPage["recoveryKey"];
  folder: string;
  /** Of the owner who looks at it. */
  email: string;
}

/** The key that opens every backup: shown to the owner once, and how to get it again. */
export function RecoveryKeyCard({ recoveryKey, folder, email }: RecoveryKeyCardProps) {
  const [shown, setShown] = useState<string | null>(null);
  const show = useCommand<Record<string, never>, ShownRecoveryKey>({
    name: "installation-backup.show-key",
    label: "Show the key",
    errors: "inline",
    onDone: (result) => setShown(result?.key ?? null),
  });
  const { id, isGiven, shownAt } = recoveryKey;
  return (
    <Card aria-labelledby="recovery-key">
      <CardHeader>
        <CardTitle id="recovery-key">Recovery key</CardTitle>
      </CardHeader>
      <CardBody className="grid gap-3">
        <p className="text-muted-foreground">
          It opens every backup, and without it none can be opened. The files lie in{" "}
          <code className="[overflow-wrap:anywhere]">{folder}</code>: copy them, and the key, to another
          place.
        </p>
        {shown ? (
          <div className="grid gap-1.5">
            <div className="flex items-center gap-2 rounded-md border bg-muted py-1 pr-1 pl-2.5">
              <code data-slot="recovery-key" className="min-w-0 flex-1 break-all text-xs">
                {shown}
              </code>
              <CopyButton text={shown} label="Copy the recovery key" />
            </div>
            <p className="text-muted-foreground text-xs">
              Keep it now, away from this machine: the dashboard shows it this once.
            </p>
          </div>
        ) : isGiven ? (
          <p>
            The server takes it from the variable <code>LOCKKEEPER_BACKUP_KEY</code>; it is kept where you set
            that.
          </p>
        ) : shownAt ? (
          <p>
            It was shown here <RelativeTime at={shownAt} />. On the server's console{" "}
            <code>npm run backup -- --show-key</code> shows it again.
          </p>
        ) : (
          <div className="grid gap-3">
            <Button className="justify-self-start" isBusy={show.isPending} onClick={() => void show.run({})}>
              {!show.isPending && <KeyRound />}
              Show the key, once
            </Button>
            <Refusal
              error={show.error}
              email={email}
              next="/settings/backups"
              onDone={() => void show.run({})}
            />
          </div>
        )}
        {id && (
          <p className="text-muted-foreground text-xs">
            Its mark is <code>{id}</code>; a restore says which key it asks for.
          </p>
        )}
      </CardBody>
    </Card>
  );
}
