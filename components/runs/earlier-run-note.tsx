import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { standingOfRun } from "#lib/client/run-words.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** Says that what stands below is not what happens now, and leads back to that. */
export function EarlierRunNote({ task, run }: { task: TaskView; run: RunView }) {
  return (
    <p className="flex flex-none flex-wrap items-center gap-x-3 gap-y-1 border-b bg-muted px-5 py-1.5 text-muted-foreground text-xs max-md:px-4">
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <b className="font-medium text-foreground">Run {run.ordinal}</b> · {standingOfRun(run)}
        {run.error && ` · ${run.error}`}
      </span>
      <Button asChild size="xs">
        <Link href={`/projects/${task.projectId}/board/${task.number}`}>To the current run</Link>
      </Button>
    </p>
  );
}
