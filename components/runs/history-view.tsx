"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { textOfInteraction } from "#lib/client/run-words.ts";
import { runQueries } from "#lib/modules/runs/queries.ts";
import type { Interaction } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** Every exchange of the run, numbered: prompts, questions, permissions, feedback and reviews. */
export function HistoryView({ task }: { task: TaskView }) {
  return task.currentRun ? (
    <Exchanges task={task} runId={task.currentRun.id} />
  ) : (
    <EmptyView icon={History} title="Nothing has happened yet" />
  );
}

function Exchanges({ task, runId }: { task: TaskView; runId: string }) {
  const interactions = useQuery(runQueries.interactions(task, runId));
  if (interactions.isPending) return <LoadingRows label="The history is loading" />;
  if (interactions.isError) {
    return (
      <ErrorView
        title="The history could not be loaded"
        error={interactions.error}
        onRetry={interactions.refetch}
      />
    );
  }
  return (
    <ol className="grid gap-3">
      {interactions.data.items.map((interaction) => (
        <li key={interaction.id} className="grid gap-0.5 border-l-2 pl-3">
          <p className="flex items-center gap-2">
            <span className="text-subtle-foreground">{interaction.number}</span>
            <span className="font-medium first-letter:uppercase">{interaction.kind}</span>
            {stateWords[interaction.state] && (
              <span className="text-muted-foreground text-xs">{stateWords[interaction.state]}</span>
            )}
            <RelativeTime at={interaction.createdAt} className="ml-auto text-subtle-foreground text-xs" />
          </p>
          <p className="line-clamp-3 whitespace-pre-wrap [overflow-wrap:anywhere]">
            {textOfInteraction(interaction)}
          </p>
          <p className="text-muted-foreground text-xs">{whoOf(interaction)}</p>
        </li>
      ))}
    </ol>
  );
}

/** Prompts, feedback and reviews are told, not asked: they have no state to speak of. */
const stateWords: Partial<Record<Interaction["state"], string>> = {
  open: "waits for an answer",
  answered: "answered",
  expired: "nobody answered in time",
};

function whoOf({ kind, createdBy, answeredBy }: Interaction): string {
  const asked = createdBy ? `by ${createdBy}` : kind === "review" ? "by the reviewer" : "by the agent";
  return answeredBy ? `${asked}, answered by ${answeredBy}` : asked;
}
