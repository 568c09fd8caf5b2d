import { isLive } from "#lib/modules/runs/rules.ts";
import type { RunState } from "#lib/modules/runs/schema.ts";
import type { TaskMove, TaskStatus, TaskVerb } from "./schema.ts";

/** What the machine itself does to a task, beside the verbs of people. */
export type TaskEvent =
  | TaskVerb
  | "agent.finished"
  | "agent.finished_without_review"
  | "run.failed"
  | "contest.finished"
  | "review.passed"
  | "review.asks_for_changes";

interface Edge {
  from: TaskStatus;
  to: TaskStatus;
  by: TaskEvent;
}

/** The state machine of a task: these moves and no others. */
export const edges: readonly Edge[] = [
  { from: "todo", to: "in_progress", by: "run.start" },
  { from: "todo", to: "in_progress", by: "run.continue" },
  { from: "todo", to: "in_progress", by: "run.compare" },
  { from: "todo", to: "done", by: "task.move" },
  { from: "in_progress", to: "ai_review", by: "agent.finished" },
  { from: "in_progress", to: "human_review", by: "agent.finished_without_review" },
  { from: "in_progress", to: "human_review", by: "contest.finished" },
  { from: "in_progress", to: "todo", by: "run.abort" },
  { from: "in_progress", to: "todo", by: "run.failed" },
  { from: "in_progress", to: "in_progress", by: "run.continue" },
  { from: "ai_review", to: "human_review", by: "review.passed" },
  { from: "ai_review", to: "in_progress", by: "review.asks_for_changes" },
  { from: "ai_review", to: "ai_review", by: "run.continue" },
  { from: "ai_review", to: "todo", by: "run.abort" },
  { from: "ai_review", to: "todo", by: "run.failed" },
  { from: "human_review", to: "human_review", by: "run.keep" },
  { from: "human_review", to: "in_progress", by: "run.feedback" },
  { from: "human_review", to: "in_progress", by: "run.resolve-conflict" },
  { from: "human_review", to: "todo", by: "run.drop" },
  { from: "human_review", to: "done", by: "task.approve" },
  { from: "todo", to: "todo", by: "run.drop" },
  { from: "done", to: "todo", by: "task.move" },
];

/** Where `event` brings a task from `from`; null where it may not happen there. */
export const nextStatus = (from: TaskStatus, event: TaskEvent): TaskStatus | null =>
  edges.find((edge) => edge.from === from && edge.by === event)?.to ?? null;

/** What an operation that has a task to itself does with it. */
export type TaskClaim = "merge" | "removal";

/** By the command of the operation that has it. */
export const claimOf = (command: string | null): TaskClaim =>
  command !== null && removals.includes(command) ? "removal" : "merge";

const removals: readonly string[] = ["run.drop", "run.drop-others", "task.delete"];

/** What a task's moves depend on. */
export interface Standing {
  status: TaskStatus;
  claim: TaskClaim | null;
  /** Its last merge ended in one. */
  isInConflict: boolean;
  /** `contestId`: it is one of several, of which one is to be kept. */
  run: { state: RunState; isWorktreeKept: boolean; contestId: string | null } | null;
}

/** The verbs that a person may ask of the task as it stands; the ones that leave it in its column too. */
export function verbsOf(standing: Standing): TaskVerb[] {
  const verbs = verbsByStatus(standing);
  // An agent can be stopped whatever is done meanwhile with what others left.
  return standing.claim === null ? verbs : verbs.filter((verb) => verb === "run.abort");
}

function verbsByStatus({ status, isInConflict, run }: Standing): TaskVerb[] {
  switch (status) {
    case "todo":
      return [
        "run.start",
        ...(run?.isWorktreeKept && canContinue(run.state) ? (["run.continue"] as const) : []),
        ...(run?.isWorktreeKept ? (["run.drop"] as const) : []),
        "run.compare",
        "task.move",
      ];
    case "in_progress":
    case "ai_review":
      if (run?.state === "interrupted") return ["run.continue", "run.abort"];
      return run && isLive(run.state) ? ["run.abort"] : [];
    case "human_review":
      if (run?.contestId) return ["run.keep", "run.drop"];
      return [
        "task.approve",
        "run.feedback",
        ...(isInConflict ? (["run.resolve-conflict"] as const) : []),
        "run.drop",
      ];
    case "done":
      return ["task.move"];
  }
}

const canContinue = (state: RunState): boolean =>
  state === "failed" || state === "aborted" || state === "interrupted";

/** Each verb that moves the card, with the column it leads to; the first of two to the same column is the usual one. */
export function movesOf(standing: Standing): TaskMove[] {
  return verbsOf(standing).flatMap((by) => {
    const to = nextStatus(standing.status, by);
    return to && to !== standing.status ? [{ to, by }] : [];
  });
}

export const legalMovesOf = (standing: Standing): TaskStatus[] => [
  ...new Set(movesOf(standing).map(({ to }) => to)),
];

/** `Fix the "héader"!` → `fix-the-header`; a title without a single Latin letter or digit gives `task`. */
export function branchSlugOf(title: string): string {
  const slug = title
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, "");
  return slug === "" ? "task" : slug;
}
