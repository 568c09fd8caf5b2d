import type { TaskMove, TaskStatus, TaskVerb, TaskView } from "#lib/modules/tasks/schema.ts";

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
  "run.continue": "Continue",
  "run.abort": "Abort",
  "run.feedback": "Send back",
  "run.resolve-conflict": "Let the agent resolve it",
  "run.drop": "Drop",
  "task.approve": "Approve and merge",
};

/** What a drop on a column means: a verb, or a sentence that says why not and what would go. */
export function dropOn(task: TaskView, to: TaskStatus): TaskMove | { refusal: string } {
  const move = task.moves.find((candidate) => candidate.to === to);
  if (move) return move;
  if (task.isApproving) return { refusal: `#${task.number} is being merged. Wait until that has ended.` };
  const ways = task.moves.map(({ to: column, by }) => `${columnLabels[column]} (${verbLabels[by]})`);
  const rest =
    ways.length === 0 ? "Nothing moves it by hand now." : `From here it goes to ${ways.join(" or ")}.`;
  return {
    refusal: `#${task.number} cannot go from ${columnLabels[task.status]} to ${columnLabels[to]}. ${rest}`,
  };
}

export type TasksByColumn = Record<TaskStatus, TaskView[]>;

/** The cards by column, newest first, those that hold every word. */
export function columnsOf(tasks: readonly TaskView[], words: string): TasksByColumn {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const isWanted = (task: TaskView) => {
    const text = `#${task.number} ${task.title} ${task.description}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  const columns: TasksByColumn = {
    todo: [],
    in_progress: [],
    ai_review: [],
    human_review: [],
    done: [],
  };
  for (const task of tasks) if (isWanted(task)) columns[task.status].push(task);
  return columns;
}

/** The column that a narrow screen shows until one is chosen: what waits for a person, else where work is. */
export function columnToShow(columns: TasksByColumn): TaskStatus {
  const byInterest = ["human_review", "in_progress", "ai_review", "todo", "done"] as const;
  return byInterest.find((status) => columns[status].length > 0) ?? "todo";
}
