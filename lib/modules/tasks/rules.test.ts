import { expect, test } from "vitest";
import { runStates, taskStatuses } from "#lib/kernel/states.ts";
import { branchSlugOf, edges, legalMovesOf, movesOf, nextStatus, type TaskEvent, verbsOf } from "./rules.ts";
import { taskVerbs } from "./schema.ts";

const events: readonly TaskEvent[] = [
  ...taskVerbs,
  "agent.finished",
  "agent.finished_without_review",
  "run.failed",
  "contest.finished",
  "review.passed",
  "review.asks_for_changes",
];

const legal = `
todo run.start in_progress
todo run.continue in_progress
todo run.compare in_progress
todo run.drop todo
todo task.move done
in_progress run.continue in_progress
in_progress run.abort todo
in_progress run.failed todo
in_progress agent.finished ai_review
in_progress contest.finished human_review
in_progress agent.finished_without_review human_review
ai_review run.continue ai_review
ai_review run.abort todo
ai_review run.failed todo
ai_review review.passed human_review
ai_review review.asks_for_changes in_progress
human_review run.feedback in_progress
human_review run.resolve-conflict in_progress
human_review run.drop todo
human_review run.keep human_review
human_review task.approve done
done task.move todo`;

test("every pair of a status and an event leads where the design says, or nowhere", () => {
  const table = new Map(
    legal
      .trim()
      .split("\n")
      .map((line) => line.split(" "))
      .map(([from, event, to]) => [`${from} ${event}`, to]),
  );
  expect(table.size).toBe(edges.length);
  for (const from of taskStatuses) {
    for (const event of events) {
      expect(nextStatus(from, event), `${from} ${event}`).toBe(table.get(`${from} ${event}`) ?? null);
    }
  }
});

test("every verb that is offered has an edge, in every status and state of the run", () => {
  for (const status of taskStatuses) {
    for (const state of [null, ...runStates]) {
      for (const isWorktreeKept of [true, false]) {
        for (const isInConflict of [true, false]) {
          const contestId = isInConflict ? null : "one";
          const standing = { status, isInConflict, run: state && { state, isWorktreeKept, contestId } };
          for (const verb of verbsOf({ ...standing, claim: null })) {
            expect(nextStatus(status, verb), `${status} ${state} ${verb}`).not.toBeNull();
          }
          for (const claim of ["merge", "removal"] as const) {
            const verbs = verbsOf({ ...standing, claim: null }).filter((verb) => verb === "run.abort");
            expect(verbsOf({ ...standing, claim })).toEqual(verbs);
          }
        }
      }
    }
  }
});

test("a card that an agent works on can only be aborted, and one that waits for a person goes three ways", () => {
  const atRest = { claim: null, isInConflict: false };
  const run = { state: "running", isWorktreeKept: true, contestId: null } as const;
  expect(legalMovesOf({ ...atRest, status: "in_progress", run })).toEqual(["todo"]);
  const finished = { state: "finished", isWorktreeKept: true, contestId: null } as const;
  expect(legalMovesOf({ ...atRest, status: "human_review", run: finished })).toEqual([
    "done",
    "in_progress",
    "todo",
  ]);
});

test("the agent is offered to resolve a conflict where there is one, and a carried card still asks for words", () => {
  const run = { state: "finished", isWorktreeKept: true, contestId: null } as const;
  const standing = { status: "human_review", claim: null, run } as const;
  expect(verbsOf({ ...standing, isInConflict: false })).not.toContain("run.resolve-conflict");
  expect(verbsOf({ ...standing, isInConflict: true })).toContain("run.resolve-conflict");
  const [first] = movesOf({ ...standing, isInConflict: true }).filter(({ to }) => to === "in_progress");
  expect(first?.by).toBe("run.feedback");
});

test("any title gives a branch that git takes", () => {
  expect(branchSlugOf('Fix the "héader"!')).toBe("fix-the-header");
  expect(branchSlugOf("--upload-pack=x")).toBe("upload-pack-x");
  expect(branchSlugOf("../../etc")).toBe("etc");
  expect(branchSlugOf("🦊")).toBe("task");
  expect(branchSlugOf("a".repeat(300))).toHaveLength(40);
});

test("while results are to be compared, one is kept or all are dropped: nothing is approved or sent back", () => {
  const run = { state: "finished", isWorktreeKept: true, contestId: "one" } as const;
  const standing = { status: "human_review", claim: null, isInConflict: false, run } as const;
  expect(verbsOf(standing)).toEqual(["run.keep", "run.drop"]);
  expect(legalMovesOf(standing)).toEqual(["todo"]);
});
