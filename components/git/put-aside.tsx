"use client";

import { useQuery } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { toast } from "sonner";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { gitQueries } from "#lib/modules/git/queries.ts";
import { shownPath } from "#lib/modules/git/rules.ts";
import type { UnstashedChanges } from "#lib/modules/git/schema.ts";

interface PutAsideProps {
  workspaceId: string;
  isWritable: boolean;
  /** There are changes that could be put aside. */
  isDirty: boolean;
}

/** Stashes, and what was discarded lately: all that can be brought back. */
export function PutAside({ workspaceId, isWritable, isDirty }: PutAsideProps) {
  const stashes = useQuery(gitQueries.stashes(workspaceId)).data?.items ?? [];
  const discards = useQuery(gitQueries.discards(workspaceId)).data?.items ?? [];
  const stash = useCommand<object>({ name: "git.stash", label: "Put aside" });
  const drop = useCommand<object>({ name: "git.drop-stash", label: "Throw away" });
  const restore = useCommand<object>({ name: "git.restore", label: "Bring back" });
  const unstash = useCommand<object, UnstashedChanges>({
    name: "git.unstash",
    label: "Bring back",
    onDone: (result) => {
      if (result?.state !== "conflict") return;
      const description = "The stash is kept. Settle them under Changes.";
      toast(`${countOf(result.files.length, "file")} in conflict`, { description });
    },
  });
  return (
    <section aria-label="Put aside" className="mt-3 border-t px-2 pt-3">
      <h2 className="flex items-center gap-2 px-2 pb-1 font-medium text-muted-foreground text-xs">
        <Archive className="size-3.5" />
        Put aside
        {isWritable && (
          <Button
            variant="ghost"
            size="xs"
            className="ml-auto font-normal"
            disabled={!isDirty}
            isBusy={stash.isPending}
            onClick={() => void stash.run({ workspaceId })}
          >
            Put changes aside
          </Button>
        )}
      </h2>
      {stashes.length + discards.length === 0 && (
        <p className="px-2 text-muted-foreground text-xs">
          Nothing. What you stash or discard is listed here, and can be brought back.
        </p>
      )}
      <ul>
        {stashes.map(({ sha, message, branch, stashedAt, files }) => (
          <li key={sha} className="flex items-center gap-2 rounded-md px-2 py-1.5 text-xs hover:bg-accent">
            <div className="min-w-0 flex-1">
              <p className="truncate" title={message}>
                {message}
              </p>
              <p className="truncate text-muted-foreground">
                {countOf(files, "file")}
                {branch && ` · on ${branch}`} · <RelativeTime at={stashedAt} />
              </p>
            </div>
            {isWritable && (
              <>
                <Button size="xs" onClick={() => void unstash.run({ workspaceId, sha })}>
                  Bring back
                </Button>
                <Button size="xs" variant="ghost" onClick={() => void drop.run({ workspaceId, sha })}>
                  Throw away
                </Button>
              </>
            )}
          </li>
        ))}
        {discards.map(({ id, files, total, discardedAt }) => (
          <li key={id} className="flex items-center gap-2 rounded-md px-2 py-1.5 text-xs hover:bg-accent">
            <div className="min-w-0 flex-1">
              <p className="truncate" title={files.map(shownPath).join("\n")}>
                Discarded: {files.slice(0, 3).map(shownPath).join(", ")}
                {total > 3 && ` and ${total - 3} more`}
              </p>
              <p className="text-muted-foreground">
                <RelativeTime at={discardedAt} />
              </p>
            </div>
            {isWritable && (
              <Button size="xs" onClick={() => void restore.run({ workspaceId, id })}>
                Bring back
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
