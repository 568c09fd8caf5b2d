import { taskPriorities } from "#lib/kernel/states.ts";
import type { Card } from "#lib/modules/cards/schema.ts";

/** What a board is narrowed to; it stands in the address, so that it can be sent and come back to. */
export interface BoardFilter {
  words: string;
  /** By name, so that it means the same on a board over all projects. */
  label: string | null;
  /** A person's id, `me` or `none`. */
  assignee: string | null;
  /** `none`: those without one. */
  priority: string | null;
  state: CardState | null;
  projectId: string | null;
}

/** What somebody looks for on a board, beside the columns. */
export const cardStates = ["needs_you", "working", "queued", "waits", "stopped"] as const;
export type CardState = (typeof cardStates)[number];

const wordsMax = 100;
const parameters = ["q", "label", "assignee", "priority", "state", "project"] as const;

/** Reads the address; what it does not understand is left out. */
export function filterOf(given: URLSearchParams): BoardFilter {
  const priority = given.get("priority");
  return {
    words: (given.get("q") ?? "").slice(0, wordsMax),
    label: given.get("label")?.slice(0, wordsMax) || null,
    assignee: given.get("assignee")?.slice(0, wordsMax) || null,
    priority: [...taskPriorities, "none"].find((known) => known === priority) ?? null,
    state: cardStates.find((known) => known === given.get("state")) ?? null,
    projectId: given.get("project")?.slice(0, wordsMax) || null,
  };
}

/** The filter put into an address that may say more. */
export function withFilter(given: URLSearchParams, filter: BoardFilter): URLSearchParams {
  const { words, label, assignee, priority, state, projectId } = filter;
  const values = { q: words, label, assignee, priority, state, project: projectId };
  const changed = new URLSearchParams(given);
  for (const name of parameters) {
    if (values[name]) changed.set(name, values[name]);
    else changed.delete(name);
  }
  return changed;
}

/** What of an address narrows a board, to go along to a task and back. */
export function searchOf(given: URLSearchParams): string {
  const search = withFilter(new URLSearchParams(), filterOf(given)).toString();
  return search === "" ? "" : `?${search}`;
}

/** How many fields narrow the board, the words aside. */
export const countFilters = ({ words: _, ...fields }: BoardFilter): number =>
  Object.values(fields).filter((value) => value !== null).length;

export const noFilter: BoardFilter = filterOf(new URLSearchParams());

export function stateOf(card: Card): CardState | null {
  const { run, status } = card;
  if ((run?.openAsks ?? 0) > 0 || (run?.contest?.openAsks ?? 0) > 0 || status === "human_review")
    return "needs_you";
  if (run?.state === "queued") return "queued";
  if (run && (status === "in_progress" || status === "ai_review"))
    return run.state === "interrupted" ? "stopped" : "working";
  if (status === "done") return null;
  if (card.waitsFor.length > 0) return "waits";
  return card.statusReason !== null ? "stopped" : null;
}

/** Whether a card is shown. `found` holds the ids of cards that hold the words elsewhere, as the server answered. */
export function isShown(
  card: Card,
  { words, label, assignee, priority, state, projectId }: BoardFilter,
  { personId, found }: { personId: string | null; found: ReadonlySet<string> },
): boolean {
  if (label !== null && !card.labels.some(({ name }) => name.toLowerCase() === label.toLowerCase()))
    return false;
  if (assignee !== null) {
    const wanted = assignee === "me" ? personId : assignee === "none" ? null : assignee;
    if ((card.assignee?.id ?? null) !== wanted) return false;
  }
  if (priority !== null && (card.priority ?? "none") !== priority) return false;
  if (state !== null && stateOf(card) !== state) return false;
  if (projectId !== null && card.projectId !== projectId) return false;
  if (words.trim() === "" || found.has(card.id)) return true;
  const text = `#${card.number} ${card.title}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
