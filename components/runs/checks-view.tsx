import { ListChecks } from "lucide-react";
import { CheckReportView } from "#components/runs/check-report-view.tsx";
import { CheckLine, VerdictView } from "#components/runs/review-card.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** What the project's check command said, and the reviewer after it. */
export function ChecksView({ task }: { task: TaskView }) {
  const run = task.currentRun;
  if (!run?.check && !run?.verdict) {
    return (
      <EmptyView icon={ListChecks} title="Nothing was checked yet">
        When the agent has finished, the project’s check command runs and a second agent reads the changes.
      </EmptyView>
    );
  }
  return (
    <div className="grid gap-5">
      {run.check && (
        <section className="grid gap-2">
          <CheckLine check={run.check} />
          {run.check.report && <CheckReportView report={run.check.report} />}
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
            tabIndex={0}
            className="max-h-96 overflow-auto whitespace-pre-wrap rounded-lg bg-terminal px-3 py-2 text-terminal-foreground text-xs"
          >
            {run.check.output || "It printed nothing."}
          </pre>
          {run.check.isOutputCut && (
            <p className="text-muted-foreground text-xs">The middle of the output was cut.</p>
          )}
        </section>
      )}
      {run.verdict && <VerdictView verdict={run.verdict} />}
    </div>
  );
}
