"use client";

import { Bot } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { PermissionCard } from "#components/runs/permission-card.tsx";
import { QuestionCard } from "#components/runs/question-card.tsx";
import { ReviewCard } from "#components/runs/review-card.tsx";
import { SayingView } from "#components/runs/saying-view.tsx";
import { ToolList } from "#components/runs/tool-row.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { Markdown } from "#components/shared/markdown.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { type ConversationBlock, layOutConversation } from "#lib/client/conversation.ts";
import { useRunOutput } from "#lib/client/run-output.ts";
import { wordOfRun } from "#lib/client/run-words.ts";
import { noticeRanks } from "#lib/client/sole-notice.ts";
import { useSoleNotice } from "#lib/client/use-sole-notice.ts";
import { runAddress } from "#lib/modules/runs/queries.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import type { RunEvent } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** What was asked and what the agent says and does about it, live, with its questions answered in place. */
export function ConversationView({ task }: { task: TaskView }) {
  const run = task.currentRun;
  const output = useRunOutput(
    run ? runAddress(task, "output") : null,
    `${run?.id}:${run && isLive(run.state) ? "live" : "still"}`,
  );
  const scroller = useFollowedEnd(output.events);
  const blocks = useMemo(() => layOutConversation(output.events), [output.events]);
  const isUntold = run !== null && blocks.length === 0 && output.state !== "loading";
  const isSpeaker = useSoleNotice(output.state === "reconnecting", noticeRanks.log);
  return (
    <div
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
      tabIndex={0}
      role="log"
      aria-label="Conversation"
      className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto *:flex-none px-5 pt-3 pb-4 max-md:px-4"
    >
      {!run && task.description && <Markdown>{task.description}</Markdown>}
      {!run && (
        <EmptyView icon={Bot} title="No agent has worked on this yet">
          Run starts one in a branch of its own. Nothing is merged before you approve it.
        </EmptyView>
      )}
      {run && output.state === "loading" && <LoadingText label="The conversation is loading" />}
      {isUntold && <NotBegun task={task} />}
      {blocks.map((block) => (
        <BlockView key={block.kind === "tools" ? block.key : block.event.key} block={block} task={task} />
      ))}
      {isSpeaker && (
        <p role="status" className="text-muted-foreground text-xs">
          The connection was lost; reconnecting. Nothing is missed.
        </p>
      )}
    </div>
  );
}

/** A run that waits for its place has said nothing yet. */
function NotBegun({ task }: { task: TaskView }) {
  const word = task.currentRun ? wordOfRun(task.currentRun) : null;
  return (
    <>
      {task.description && <Markdown>{task.description}</Markdown>}
      <EmptyView icon={Bot} title={word ?? "The agent has said nothing"}>
        {word ? "What the agent says and does stands here as soon as it begins." : "Run starts another one."}
      </EmptyView>
    </>
  );
}

function BlockView({ block, task }: { block: ConversationBlock; task: TaskView }) {
  const run = task.currentRun;
  switch (block.kind) {
    case "saying":
      return (
        <SayingView
          saying={block.event.data}
          at={block.event.at}
          model={run?.model ?? ""}
          isContinued={block.isContinued}
        />
      );
    case "tools":
      return <ToolList tools={block.tools} />;
    case "other":
      return <EventView event={block.event} runId={run?.id ?? ""} />;
  }
}

type OtherEvent = Extract<ConversationBlock, { kind: "other" }>["event"];

function EventView({ event, runId }: { event: OtherEvent; runId: string }) {
  switch (event.kind) {
    case "permission":
      return <PermissionCard ask={event.data} runId={runId} />;
    case "question":
      return <QuestionCard ask={event.data} runId={runId} />;
    case "review":
      return <ReviewCard review={event.data} />;
    case "status":
    case "done":
      return (
        <p className="flex items-center gap-2 text-subtle-foreground text-xs">
          <span className="min-w-0 [overflow-wrap:anywhere]">{event.data.message}</span>
          <RelativeTime at={event.at} className="ml-auto flex-none" />
        </p>
      );
  }
}

const nearPx = 80;

/** Keeps the newest line in sight for as long as the reader is at the end. */
function useFollowedEnd(events: readonly RunEvent[]) {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new events are the reason to look
  useEffect(() => {
    if (isAtEnd.current) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [events]);
  return scroller;
}
