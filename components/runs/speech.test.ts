import { expect, test } from "vitest";
import { speechOf } from "#components/runs/speech.ts";

const task = {
  status: "in_progress",
  verbs: [],
  isApproving: false,
  isRemoving: false,
  currentRun: null,
} as const;
const of = (more: Partial<Parameters<typeof speechOf>[0]>, comments = 0) =>
  speechOf({ ...task, verbs: [], ...more }, comments);

test("the same words are told, continued with, or sent back, as the task stands", () => {
  const running = { state: "running" } as const;
  expect(of({ currentRun: running, verbs: ["run.abort"] }).verb).toBe("tell");
  expect(of({ currentRun: { state: "interrupted" }, verbs: ["run.continue", "run.abort"] }).verb).toBe(
    "continue",
  );
  const back = of({ currentRun: { state: "finished" }, status: "human_review", verbs: ["run.feedback"] }, 1);
  expect(back).toMatchObject({ verb: "send-back", hint: "1 comment goes with it." });
});

test("where nobody can be told, it is said why, and that the words stay", () => {
  const interrupted = { state: "interrupted" } as const;
  const review = of({ currentRun: interrupted, status: "ai_review", verbs: ["run.continue"] });
  expect(review.verb).toBe("none");
  expect(review.hint).toContain("The review has to go on first");
  const finished = { state: "finished" } as const;
  expect(of({ currentRun: finished, status: "human_review", isApproving: true }).hint).toContain("merged");
  expect(of({ currentRun: finished, status: "done", verbs: ["task.move"] }).hint).toContain(
    "This stays here.",
  );
});
