"use client";

import { useQuery } from "@tanstack/react-query";
import { Download, Ellipsis, ShieldCheck, Trash2 } from "lucide-react";
import { reasonWords, stateOf } from "#components/installation-backups/backup-words.ts";
import { ExactTime, RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { formatBytes } from "#lib/client/format.ts";
import { operationQueries } from "#lib/client/operation-queries.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { BackupInput, InstallationBackupView } from "#lib/modules/installation-backups/schema.ts";

interface BackupRowProps {
  backup: InstallationBackupView;
  isOwner: boolean;
}

/** One backup: what it is of, whether it can be relied on, and what can be done with it. */
export function BackupRow({ backup, isOwner }: BackupRowProps) {
  const { id, fileName, reason, state, version, bytes, verifiedAt, error, createdAt } = backup;
  const { status, words } = stateOf(backup);
  return (
    <li className="flex items-center gap-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium">
            <RelativeTime at={createdAt} />
          </span>
          <StatusDot status={status}>{words}</StatusDot>
        </p>
        <p className="mt-1 text-muted-foreground text-xs">
          <ExactTime at={createdAt} /> · {reasonWords[reason]} · Lockkeeper {version}
          {bytes !== null && ` · ${formatBytes(bytes)}`}
          {verifiedAt !== null && (
            <>
              {" · read again "}
              <RelativeTime at={verifiedAt} />
            </>
          )}
        </p>
        <p className="mt-0.5 truncate text-muted-foreground text-xs" title={fileName}>
          <code>{fileName}</code>
        </p>
        {state === "running" && <Progress operationId={id} />}
        {error && <p className="mt-1 text-failure text-xs [overflow-wrap:anywhere]">{error}</p>}
      </div>
      {state !== "running" && <Actions backup={backup} isOwner={isOwner} />}
    </li>
  );
}

const pollMs = 1_000;

/** How far it is: the operation that makes a backup has the backup's id. */
function Progress({ operationId }: { operationId: string }) {
  const { data } = useQuery({ ...operationQueries.one(operationId), refetchInterval: pollMs });
  const percent = data?.progress?.percent ?? null;
  const text = data?.progress?.text ?? "Waiting for its turn";
  return (
    <div className="mt-2 grid max-w-sm gap-1">
      <progress
        aria-label={text}
        max={100}
        {...(percent === null ? {} : { value: percent })}
        className="h-1.5 w-full overflow-hidden rounded-full accent-primary"
      />
      <p className="text-muted-foreground text-xs">
        {text}
        {percent !== null && `, ${percent} %`}
      </p>
    </div>
  );
}

function Actions({ backup, isOwner }: BackupRowProps) {
  const { id: backupId, fileName, isHere } = backup;
  const verify = useCommand<BackupInput>({
    name: "installation-backup.verify",
    label: "Verify",
    isAwaited: true,
    waitMs: 3_600_000,
  });
  const remove = useCommand<BackupInput>({
    name: "installation-backup.delete",
    label: "Delete the backup",
    subject: fileName,
    isAwaited: true,
  });
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="icon-sm"
          isBusy={verify.isPending || remove.isPending}
          aria-label={`What can be done with ${fileName}`}
        >
          {!verify.isPending && !remove.isPending && <Ellipsis />}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {isOwner && isHere && (
          <DropdownMenuItem asChild>
            <a href={`/api/installation-backups/${backupId}/archive`} download={fileName}>
              <Download />
              Download
            </a>
          </DropdownMenuItem>
        )}
        {isHere && (
          <DropdownMenuItem onSelect={() => void verify.run({ backupId })}>
            <ShieldCheck />
            Verify
          </DropdownMenuItem>
        )}
        <DropdownMenuItem onSelect={() => void remove.run({ backupId })}>
          <Trash2 />
          Delete…
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
