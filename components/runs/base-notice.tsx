"use client";

import { useQuery } from "@tanstack/react-query";
import { GitPullRequestArrow } from "lucide-react";
import { InlineCode } from "#components/shared/inline-code.tsx";
import { Button } from "#components/ui/button.tsx";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { runQueries } from "#lib/modules/runs/queries.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** Says that the base has moved since, and takes it over first where one wants to. */
export function BaseNotice({ task, runId }: { task: TaskView; runId: string }) {
  const isAsked = task.verbs.includes("task.approve");
  const { data: base } = useQuery({ ...runQueries.base(task, runId), enabled: isAsked });
  const { run, isPending } = useCommand({ name: "run.update-base", label: "Update first", isAwaited: true });
  if (!isAsked || !base?.branch || base.behind === 0) return null;
  return (
    <section
      aria-label="The base has moved"
      className="flex flex-none flex-wrap items-center gap-x-3 gap-y-1 border-b bg-muted px-4 py-2 text-xs"
    >
      <p className="min-w-48 flex-1 text-muted-foreground">
        <InlineCode>{base.branch}</InlineCode> has {countOf(base.behind, "commit")} that this work has not.
        What you read and what was checked is without them.
      </p>
      <Button
        size="xs"
        isBusy={isPending || task.isApproving}
        onClick={() => run({ projectId: task.projectId, taskId: task.id })}
      >
        <GitPullRequestArrow />
        Update first
      </Button>
    </section>
  );
}
