"use client";

import { memo, type ReactNode, useContext } from "react";
import { PermissionCard } from "#components/runs/permission-card.tsx";
import { QuestionCard } from "#components/runs/question-card.tsx";
import { ReviewCard } from "#components/runs/review-card.tsx";
import { SayingView } from "#components/runs/saying-view.tsx";
import { ToolRow } from "#components/runs/tool-row.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { MayWriteContext } from "#components/tasks/may-write.ts";
import { cn } from "#lib/client/class-names.ts";
import { type ConversationBlock, isSameBlock } from "#lib/client/conversation.ts";

/** The run that is shown, as far as its blocks need it. */
export interface ShownRun {
  id: string;
  projectId: string;
  model: string;
  /** The address of this run's conversation, to which a block's own place is added. */
  address: string;
}

interface BlockViewProps {
  block: ConversationBlock;
  run: ShownRun;
  /** One was led here: by a link, the outline or a search. */
  isTarget: boolean;
}

/** One thing of the conversation; drawn anew only when it has changed, however often its neighbours do. */
export const BlockView = memo(
  Block,
  (one, other) =>
    one.run === other.run && one.isTarget === other.isTarget && isSameBlock(one.block, other.block),
);

function Block({ block, run, isTarget }: BlockViewProps) {
  switch (block.kind) {
    case "saying":
      return (
        <SayingView
          eventKey={block.event.key}
          saying={block.event.data}
          at={block.event.at}
          model={run.model}
          link={`${run.address}#${anchorOf(block.event.position)}`}
          isContinued={block.isContinued}
          isTarget={isTarget}
        />
      );
    case "tool":
      return (
        <ToolRow
          event={block.event}
          inner={block.inner}
          isTarget={isTarget}
          className={cn(
            "overflow-hidden border-x border-b",
            block.isFirst && "rounded-t-lg border-t",
            block.isLast && "rounded-b-lg",
          )}
        />
      );
    case "other":
      return <EventView event={block.event} run={run} />;
  }
}

/** The name of a place in the address: `m-118`. */
const anchorOf = (position: number): string => `m-${position}`;

export function positionOfAnchor(hash: string): number | null {
  const found = /^#m-(\d{1,9})$/.exec(hash)?.[1];
  return found === undefined ? null : Number(found);
}

type OtherEvent = Extract<ConversationBlock, { kind: "other" }>["event"];

function EventView({ event, run }: { event: OtherEvent; run: ShownRun }) {
  switch (event.kind) {
    case "permission":
      return (
        <Answerable>
          <PermissionCard ask={event.data} runId={run.id} projectId={run.projectId} />
        </Answerable>
      );
    case "question":
      return (
        <Answerable>
          <QuestionCard ask={event.data} runId={run.id} />
        </Answerable>
      );
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

/** What an agent asks is answered by who may change its task; others read it. */
function Answerable({ children }: { children: ReactNode }) {
  const mayWrite = useContext(MayWriteContext);
  return (
    <fieldset disabled={!mayWrite} className="contents">
      {children}
    </fieldset>
  );
}
