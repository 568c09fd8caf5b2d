"use client";

import { ArrowLeft } from "lucide-react";
import { ChangesView } from "#components/runs/changes-view.tsx";
import { ConversationView } from "#components/runs/conversation-view.tsx";
import type { ComparedRunSeen } from "#components/runs/use-compared-run.ts";
import { useReview } from "#components/runs/use-review.ts";
import { Button, ButtonGroup } from "#components/ui/button.tsx";
import type { ComparedRun } from "#lib/modules/contests/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

interface CompareDetailProps {
  task: TaskView;
  items: readonly ComparedRun[];
  looked: ComparedRun;
  what: ComparedRunSeen["what"];
  onSee: (seen: ComparedRunSeen | null) => void;
}

/** One of the results in full; the others are one press away, at the same view. */
export function CompareDetail({ task, items, looked, what, onSee }: CompareDetailProps) {
  const { run } = looked;
  return (
    <>
      <div className="flex flex-none flex-wrap items-center gap-2 border-b px-4 py-2">
        <Button variant="ghost" size="sm" onClick={() => onSee(null)}>
          <ArrowLeft />
          All results
        </Button>
        <ButtonGroup aria-label="Result">
          {items.map((item) => (
            <Button
              key={item.run.id}
              size="sm"
              aria-pressed={item.run.id === run.id}
              className="max-w-48"
              onClick={() => onSee({ runId: item.run.id, what })}
            >
              <span className="truncate">
                {item.run.ordinal}. {item.run.model}
              </span>
            </Button>
          ))}
        </ButtonGroup>
        <ButtonGroup aria-label="What is shown" className="md:ml-auto">
          {(["changes", "conversation"] as const).map((choice) => (
            <Button
              key={choice}
              size="sm"
              aria-pressed={choice === what}
              className="first-letter:uppercase"
              onClick={() => onSee({ runId: run.id, what: choice })}
            >
              {choice === "changes" ? "Changes" : "Conversation"}
            </Button>
          ))}
        </ButtonGroup>
      </div>
      <div className="flex min-h-0 flex-1 flex-col">
        {what === "changes" ? (
          <ResultChanges key={run.id} task={{ ...task, currentRun: run }} />
        ) : (
          <ConversationView task={task} run={run} />
        )}
      </div>
    </>
  );
}

/** As in the review of one run; drafts stay with the run they were written on. */
function ResultChanges({ task }: { task: TaskView }) {
  const review = useReview(task);
  return <ChangesView task={task} review={review} />;
}
