import type { RunEvent } from "#lib/modules/runs/schema.ts";

type EventOf<Kind extends RunEvent["kind"]> = Extract<RunEvent, { kind: Kind }>;

/** What the conversation shows one below the other. */
export type ConversationBlock =
  /** `isContinued`: the same speaker goes on, so nobody is named again. */
  | { kind: "saying"; event: EventOf<"text">; isContinued: boolean }
  /** Calls that follow each other stand in one list. */
  | { kind: "tools"; key: string; tools: readonly EventOf<"tool">[] }
  | { kind: "other"; event: Exclude<RunEvent, { kind: "text" | "tool" }> };

/**
 * Puts the events of a run, in their order, into what is shown. Left out: words that have not come yet, statuses without a
 * message or with that of the one before, and the calls behind questions, which stand there as questions themselves.
 */
export function layOutConversation(events: readonly RunEvent[]): ConversationBlock[] {
  const hasQuestions = events.some((event) => event.kind === "question");
  const blocks: ConversationBlock[] = [];
  let speaker: string | null = null;
  for (const event of events) {
    if (event.kind === "text") {
      if (event.data.text.trim() === "") continue;
      const next = `${event.data.role} ${event.data.source}`;
      blocks.push({ kind: "saying", event, isContinued: speaker === next && event.data.role !== "user" });
      // A thought is folded away: who spoke before it goes on behind it.
      if (event.data.role !== "reasoning") speaker = next;
    } else if (event.kind === "tool") {
      if (hasQuestions && event.data.name === "question") continue;
      const last = blocks.at(-1);
      if (last?.kind === "tools") blocks[blocks.length - 1] = { ...last, tools: [...last.tools, event] };
      else blocks.push({ kind: "tools", key: event.key, tools: [event] });
    } else {
      if (isSilent(event, blocks.at(-1))) continue;
      blocks.push({ kind: "other", event });
      speaker = null;
    }
  }
  return blocks;
}

/** The end of a run repeats what its last status has said. */
function isSilent(event: RunEvent, last: ConversationBlock | undefined): boolean {
  if (event.kind !== "status" && event.kind !== "done") return false;
  if (!event.data.message) return true;
  const before = last?.kind === "other" ? last.event : null;
  return (before?.kind === "status" || before?.kind === "done") && before.data.message === event.data.message;
}
