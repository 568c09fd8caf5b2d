import type { InboxItem, InboxKind } from "./schema.ts";

export const kindOf = ({ kind }: Pick<InboxItem, "kind">): InboxKind =>
  kind === "permission" || kind === "question" ? "ask" : kind;

/** What happens when nobody answers in time, or what holds until somebody does. */
export const otherwiseOf: Readonly<Record<InboxItem["kind"], string>> = {
  permission: "It is refused, and the agent goes on without it.",
  question: "The agent goes on and decides by itself.",
  approval: "It lapses, and nothing happens.",
  review: "It waits. Its worktree is kept.",
  paused: "It stands still. Its worktree is kept, and nothing is spent.",
};

/** What ends first, then what waits longest. */
export function byUrgency(one: InboxItem, other: InboxItem): number {
  const [ends, otherEnds] = [one.deadlineAt, other.deadlineAt].map((at) =>
    at === null ? Infinity : Date.parse(at),
  );
  if (ends !== otherEnds) return (ends ?? 0) < (otherEnds ?? 0) ? -1 : 1;
  return Date.parse(one.since) - Date.parse(other.since) || (one.id < other.id ? -1 : 1);
}
