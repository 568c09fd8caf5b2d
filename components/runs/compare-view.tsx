"use client";

import { useQuery } from "@tanstack/react-query";
import { Columns3 } from "lucide-react";
import { useContext } from "react";
import { CompareDetail } from "#components/runs/compare-detail.tsx";
import { isPriced, ResultCard } from "#components/runs/result-card.tsx";
import { useComparedRun } from "#components/runs/use-compared-run.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { MayWriteContext } from "#components/tasks/may-write.ts";
import { Button } from "#components/ui/button.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { contestQueries } from "#lib/modules/contests/queries.ts";
import type { Comparison } from "#lib/modules/contests/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** The results of several models side by side: what each changed, how it was judged, what it took; one of them is kept. */
export function CompareView({ task }: { task: TaskView }) {
  const comparison = useQuery(contestQueries.comparison(task));
  const [seen, see] = useComparedRun();
  if (comparison.isPending) {
    return (
      <div className="p-5">
        <LoadingRows label="The results are loading" />
      </div>
    );
  }
  if (comparison.isError) {
    return (
      <ErrorView
        className="m-4"
        title="The results could not be loaded"
        error={comparison.error}
        onRetry={comparison.refetch}
      />
    );
  }
  const { items } = comparison.data;
  if (items.length === 0) {
    return (
      <EmptyView icon={Columns3} title="Nothing to compare">
        “Compare models…” in the menu of a task that is to do lets two to five models work on it.
      </EmptyView>
    );
  }
  const looked = seen && items.find(({ run }) => run.id === seen.runId);
  return looked ? (
    <CompareDetail task={task} items={items} looked={looked} what={seen.what} onSee={see} />
  ) : (
    <Overview task={task} comparison={comparison.data} onSee={see} />
  );
}

interface OverviewProps {
  task: TaskView;
  comparison: Comparison;
  onSee: ReturnType<typeof useComparedRun>[1];
}

function Overview({ task, comparison: { isOpen, items }, onSee }: OverviewProps) {
  const keep = useCommand<{ projectId: string; taskId: string; runId: string }>({
    name: "run.keep",
    label: "Keep",
  });
  const mayWrite = useContext(MayWriteContext);
  const mayKeep = mayWrite && task.status === "human_review" && !task.isApproving && !task.isRemoving;
  const hasOthers = mayWrite && !isOpen && items.some(({ isKept, run }) => !isKept && run.isWorktreeKept);
  const finished = items.flatMap(({ run }) => (run.state === "finished" ? run : []));
  const least = {
    costUsd: leastOf(finished.filter(isPriced).map(({ costUsd }) => costUsd)),
    durationMs: leastOf(finished.flatMap(({ durationMs }) => durationMs ?? [])),
  };
  return (
    <div className="grid content-start gap-4 overflow-auto px-5 py-4 max-md:px-4">
      <ol
        aria-label="Results"
        className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,248px),1fr))] gap-3"
      >
        {items.map((item) => (
          <li key={item.run.id} className="grid grid-cols-[minmax(0,1fr)]">
            <ResultCard
              item={item}
              least={least}
              isOpen={isOpen}
              onSee={(what) => onSee({ runId: item.run.id, what })}
              isKeeping={keep.isPending}
              onKeep={
                mayKeep && item.isKeepable
                  ? () => void keep.run({ projectId: task.projectId, taskId: task.id, runId: item.run.id })
                  : undefined
              }
            />
          </li>
        ))}
      </ol>
      {hasOthers && <Others task={task} />}
    </div>
  );
}

/** The least of several figures, where they differ. */
function leastOf(values: readonly number[]): number | null {
  return new Set(values).size > 1 ? Math.min(...values) : null;
}

function Others({ task }: { task: TaskView }) {
  const drop = useCommand({ name: "run.drop-others", label: "Drop the others" });
  return (
    <section
      aria-label="The other results"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border bg-muted px-3 py-2"
    >
      <p className="min-w-48 flex-1 text-muted-foreground text-xs">
        The results that were not kept stay until this task is merged; their branches stay even then. Drop
        them and their worktrees go with their branches, after a list of what is in them.
      </p>
      <Button
        size="sm"
        isBusy={drop.isPending || task.isRemoving}
        onClick={() => void drop.run({ projectId: task.projectId, taskId: task.id })}
      >
        Drop the others…
      </Button>
    </section>
  );
}
