import type { RunEvent } from "#lib/modules/runs/schema.ts";

export type EventOf<Kind extends RunEvent["kind"]> = Extract<RunEvent, { kind: Kind }>;
/** What a sub-agent says and does. */
export type InnerEvent = EventOf<"text"> | EventOf<"tool">;

/** What the conversation shows one below the other. */
export type ConversationBlock =
  /** `isContinued`: the same speaker goes on, so nobody is named again. */
  | { kind: "saying"; event: EventOf<"text">; isContinued: boolean }
  /** Calls that follow each other stand in one frame. `inner`: what the sub-agent does that it has started. */
  | { kind: "tool"; event: EventOf<"tool">; isFirst: boolean; isLast: boolean; inner: readonly InnerEvent[] }
  | { kind: "other"; event: Exclude<RunEvent, { kind: "text" | "tool" }> };

const nothing: readonly InnerEvent[] = [];

/**
 * Puts the events of a run, in their order, into what is shown. Left out: words that have not come yet, statuses without a
 * message or with that of the one before, and the calls behind questions, which stand there as questions themselves.
 */
export function layOutConversation(events: readonly RunEvent[]): ConversationBlock[] {
  const hasQuestions = events.some((event) => event.kind === "question");
  const inner = innerEvents(events);
  const blocks: ConversationBlock[] = [];
  let speaker: string | null = null;
  for (const event of events) {
    if (event.kind === "text") {
      if (event.data.within !== null || event.data.text.trim() === "") continue;
      const next = `${event.data.role} ${event.data.source}`;
      blocks.push({ kind: "saying", event, isContinued: speaker === next && event.data.role !== "user" });
      // A thought is folded away: who spoke before it goes on behind it.
      if (event.data.role !== "reasoning") speaker = next;
    } else if (event.kind === "tool") {
      if (event.data.within !== null || (hasQuestions && event.data.name === "question")) continue;
      const last = blocks.at(-1);
      if (last?.kind === "tool") blocks[blocks.length - 1] = { ...last, isLast: false };
      blocks.push({
        kind: "tool",
        event,
        isFirst: last?.kind !== "tool",
        isLast: true,
        inner: inner.get(event.key) ?? nothing,
      });
    } else {
      if (isSilent(event, blocks.at(-1))) continue;
      blocks.push({ kind: "other", event });
      speaker = null;
    }
  }
  return blocks;
}

/** By the agent's own call, what stands within it; a sub-agent's sub-agents are among it. */
function innerEvents(events: readonly RunEvent[]): Map<string, InnerEvent[]> {
  const parents = new Map<string, string>();
  const inner = new Map<string, InnerEvent[]>();
  for (const event of events) {
    if (event.kind !== "text" && event.kind !== "tool") continue;
    const { within } = event.data;
    if (within === null) continue;
    const root = parents.get(within) ?? within;
    parents.set(event.key, root);
    if (event.kind === "text" && event.data.text.trim() === "") continue;
    const known = inner.get(root);
    if (known) known.push(event);
    else inner.set(root, [event]);
  }
  return inner;
}

/** Whether two states of a block look the same, so that it need not be drawn anew. */
export function isSameBlock(one: ConversationBlock, other: ConversationBlock): boolean {
  if (one.event !== other.event || one.kind !== other.kind) return false;
  if (one.kind === "saying" && other.kind === "saying") return one.isContinued === other.isContinued;
  if (one.kind !== "tool" || other.kind !== "tool") return true;
  return (
    one.isFirst === other.isFirst &&
    one.isLast === other.isLast &&
    one.inner.length === other.inner.length &&
    one.inner.every((event, index) => event === other.inner[index])
  );
}

/** Where a position of the conversation is shown: its own block, that of the call it stands within, or the next one. */
export function indexOfPosition(blocks: readonly ConversationBlock[], position: number): number {
  const own = blocks.findIndex(
    (block) =>
      block.event.position === position ||
      (block.kind === "tool" && block.inner.some((event) => event.position === position)),
  );
  if (own >= 0) return own;
  const next = blocks.findIndex(({ event }) => event.position > position);
  return next >= 0 ? next : blocks.length - 1;
}

/** The end of a run repeats what its last status has said. */
function isSilent(event: RunEvent, last: ConversationBlock | undefined): boolean {
  if (event.kind !== "status" && event.kind !== "done") return false;
  if (!event.data.message) return true;
  const before = last?.kind === "other" ? last.event : null;
  return (before?.kind === "status" || before?.kind === "done") && before.data.message === event.data.message;
}
