"use client";

import { GitMerge } from "lucide-react";
import { toast } from "sonner";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { wordOfWork } from "#lib/modules/git/rules.ts";
import type { ContinuedWork, GitStatus } from "#lib/modules/git/schema.ts";

interface UnderWayBarProps {
  workspaceId: string;
  isWritable: boolean;
  status: GitStatus;
}

/** A merge or rebase that stopped: what is left to settle, and the two ways on. */
export function UnderWayBar({ workspaceId, isWritable, status }: UnderWayBarProps) {
  const { underWay, totals } = status;
  const abort = useCommand<object>({ name: "git.abort", label: "Give up" });
  const goOn = useCommand<object, ContinuedWork>({
    name: "git.continue",
    label: "Continue",
    onDone: (result) => {
      if (result?.state === "conflict") {
        toast(`The next commit is in conflict: ${countOf(result.files.length, "file")}`);
      } else if (result) toast.success("Done");
    },
  });
  if (!underWay) return null;
  const word = wordOfWork(underWay.kind);
  const place = underWay.steps > 0 ? ` (commit ${underWay.step} of ${underWay.steps})` : "";
  return (
    <section
      aria-label={`A ${word} is under way`}
      className="grid flex-none gap-2 border-b bg-muted px-4 py-3"
    >
      <p className="flex items-center gap-2 font-medium text-xs">
        <GitMerge className="size-3.5" />A {word}
        {underWay.branch && ` of ${underWay.branch}`} is under way{place}
      </p>
      <p className="text-muted-foreground text-xs">
        {totals.conflicted > 0
          ? `${countOf(totals.conflicted, "file")} in conflict: settle them, then continue.`
          : "Every conflict is settled."}
      </p>
      {isWritable && (
        <div className="flex gap-2">
          <Button
            size="sm"
            variant="primary"
            disabled={totals.conflicted > 0}
            isBusy={goOn.isPending}
            onClick={() => void goOn.run({ workspaceId })}
          >
            Continue
          </Button>
          <Button size="sm" isBusy={abort.isPending} onClick={() => void abort.run({ workspaceId })}>
            Give up
            <LevelBadge level="MEDIUM" />
          </Button>
        </div>
      )}
    </section>
  );
}
