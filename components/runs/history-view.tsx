"use client";

import { useQuery } from "@tanstack/react-query";
import { History, MessagesSquare } from "lucide-react";
import Link from "next/link";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { Elapsed, RelativeTime } from "#components/shared/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { costsOfRun, standingOfRun, textOfInteraction } from "#lib/client/run-words.ts";
import { runQueries } from "#lib/modules/runs/queries.ts";
import type { Interaction, RunView } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** Every run of the task, the newest first: how it ended, what it took, its transcript, and every exchange in it. */
export function HistoryView({ task }: { task: TaskView }) {
  const runs = useQuery(runQueries.list(task));
  const interactions = useQuery(runQueries.interactions(task));
  if (runs.isPending || interactions.isPending) return <LoadingRows label="The history is loading" />;
  if (runs.isError || interactions.isError) {
    return (
      <ErrorView
        title="The history could not be loaded"
        error={runs.error ?? interactions.error}
        onRetry={() => void Promise.all([runs.refetch(), interactions.refetch()])}
      />
    );
  }
  if (runs.data.items.length === 0) {
    return (
      <EmptyView icon={History} title="Nothing has happened yet">
        Each run stands here with its transcript, what was asked and answered, and what it took.
      </EmptyView>
    );
  }
  return (
    <ol aria-label="Runs" className="grid gap-4">
      {runs.data.items.map((run) => (
        <li key={run.id}>
          <RunCard
            task={task}
            run={run}
            exchanges={interactions.data.items.filter(({ runId }) => runId === run.id)}
          />
        </li>
      ))}
    </ol>
  );
}

interface RunCardProps {
  task: TaskView;
  run: RunView;
  exchanges: readonly Interaction[];
}

function RunCard({ task, run, exchanges }: RunCardProps) {
  const isBad = run.state === "failed" || run.state === "interrupted";
  return (
    <article aria-label={`Run ${run.ordinal}`} className="overflow-hidden rounded-lg border">
      <header className="grid gap-1 bg-muted px-3 py-2">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <b className="font-medium">Run {run.ordinal}</b>
          <Badge variant={isBad ? "failed" : run.mergeCommit ? "good" : "default"}>
            {standingOfRun(run)}
          </Badge>
          {run.id === task.currentRun?.id && <span className="text-muted-foreground text-xs">current</span>}
          <Button asChild size="xs" className="ml-auto">
            <Link href={`/projects/${task.projectId}/board/${task.number}?run=${run.ordinal}`}>
              <MessagesSquare />
              Conversation
            </Link>
          </Button>
        </p>
        {run.error && <p className="text-sm [overflow-wrap:anywhere]">{run.error}</p>}
        <p className="flex flex-wrap items-center gap-x-1.5 text-muted-foreground text-xs">
          {[run.model, ...costsOfRun(run)].map((fact) => (
            <span key={fact} className="min-w-0 truncate after:pl-1.5 after:content-['·']">
              {fact}
            </span>
          ))}
          {run.startedAt && (
            <span className="after:pl-1.5 after:content-['·']">
              <Elapsed since={run.startedAt} until={run.endedAt} />
            </span>
          )}
          <RelativeTime at={run.startedAt ?? run.queuedAt} />
        </p>
      </header>
      {exchanges.length > 0 && (
        <ol className="grid gap-3 border-t px-3 py-3">
          {exchanges.map((interaction) => (
            <Exchange key={interaction.id} interaction={interaction} />
          ))}
        </ol>
      )}
    </article>
  );
}

function Exchange({ interaction }: { interaction: Interaction }) {
  return (
    <li className="grid gap-0.5 border-l-2 pl-3">
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
