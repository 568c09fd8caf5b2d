import { type BoardFilter, isShown } from "#lib/client/board-filter.ts";
import { taskPriorities, taskStatuses } from "#lib/kernel/states.ts";
import type { Card } from "#lib/modules/cards/schema.ts";
import type { TaskMove, TaskPriority, TaskStatus, TaskVerb, TaskView } from "#lib/modules/tasks/schema.ts";

export const columnLabels: Record<TaskStatus, string> = {
  todo: "To do",
  in_progress: "In progress",
  ai_review: "AI review",
  human_review: "Human review",
  done: "Done",
};

export const verbLabels: Record<TaskVerb, string> = {
  "task.move": "Move",
  "run.start": "Run",
  "run.compare": "Compare models",
  "run.continue": "Continue",
  "run.abort": "Abort",
  "run.feedback": "Send back",
  "run.resolve-conflict": "Let the agent resolve it",
  "run.keep": "Keep",
  "run.drop": "Drop",
  "task.approve": "Approve and merge",
};

export const priorityLabels: Record<TaskPriority, string> = {
  urgent: "Urgent",
  high: "High",
  medium: "Medium",
  low: "Low",
};

/** What has to be known of a task to move it. */
export type Movable = Pick<
  TaskView,
  "id" | "projectId" | "number" | "status" | "isApproving" | "isRemoving" | "moves"
>;

/** What a drop on a column means: a verb, or a sentence that says why not and what would go. */
export function dropOn(task: Movable, to: TaskStatus): TaskMove | { refusal: string } {
  const move = task.moves.find((candidate) => candidate.to === to);
  if (move) return move;
  if (task.isApproving) return { refusal: `#${task.number} is being merged. Wait until that has ended.` };
  if (task.isRemoving)
    return { refusal: `The work of #${task.number} is being removed. Wait until that has ended.` };
  const ways = task.moves.map(({ to: column, by }) => `${columnLabels[column]} (${verbLabels[by]})`);
  const rest =
    ways.length === 0 ? "Nothing moves it by hand now." : `From here it goes to ${ways.join(" or ")}.`;
  return {
    refusal: `#${task.number} cannot go from ${columnLabels[task.status]} to ${columnLabels[to]}. ${rest}`,
  };
}

export type CardsByColumn = Record<TaskStatus, Card[]>;

interface Shown {
  filter: BoardFilter;
  personId: string | null;
  /** Cards that hold the words where a board does not see them. */
  found: ReadonlySet<string>;
  /** By hand on the board of a project; by urgency and last change where cards of many stand together. */
  order: "position" | "urgency";
}

/** The cards by column in their order, those that the filter lets through. */
export function columnsOf(cards: readonly Card[], { filter, order, ...known }: Shown): CardsByColumn {
  const columns: CardsByColumn = { todo: [], in_progress: [], ai_review: [], human_review: [], done: [] };
  for (const card of cards) if (isShown(card, filter, known)) columns[card.status].push(card);
  const compare = order === "position" ? byPosition : byUrgency;
  for (const status of taskStatuses) columns[status].sort(compare);
  return columns;
}

const byPosition = (one: Card, other: Card): number =>
  one.position - other.position || (one.id < other.id ? -1 : 1);

const byUrgency = (one: Card, other: Card): number =>
  rankOf(one) - rankOf(other) || (one.updatedAt < other.updatedAt ? 1 : -1);

const rankOf = ({ priority }: Card): number =>
  priority === null ? taskPriorities.length : taskPriorities.indexOf(priority);

/** The column that a narrow screen shows until one is chosen: what waits for a person, else where work is. */
export function columnToShow(columns: CardsByColumn): TaskStatus {
  const byInterest = ["human_review", "in_progress", "ai_review", "todo", "done"] as const;
  return byInterest.find((status) => columns[status].length > 0) ?? "todo";
}
