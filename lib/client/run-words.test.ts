import { expect, test } from "vitest";
import {
  costsOfRun,
  isSentence,
  standingOfRun,
  textOfInteraction,
  wordOfRun,
} from "#lib/client/run-words.ts";
import type { Interaction } from "#lib/modules/runs/schema.ts";

test("a queued run says who is before it, and the first one that it is next", () => {
  expect(wordOfRun({ state: "queued", place: 0 })).toBe("Queued, next");
  expect(wordOfRun({ state: "queued", place: 2 })).toBe("Queued, 2 before it");
  expect(wordOfRun({ state: "running", place: null })).toBe("Running");
  expect(wordOfRun({ state: "waiting", place: null })).toBeNull();
});

test("what a run has not taken yet is not counted as nothing", () => {
  expect(costsOfRun({ costUsd: 0, tokens: null })).toEqual([]);
  const tokens = { input: 186_000, output: 200, reasoning: 4, cacheRead: 9, cacheWrite: 9 };
  expect(costsOfRun({ costUsd: 0.414, tokens })).toEqual(["$0.41", "186,204 tokens"]);
});

test("what we say is told from what a tool is called with", () => {
  expect(["Starts the agent", "“Keep the ids?”"].map(isSentence)).toEqual([true, true]);
  expect(["bash npm test", "write NOTES.md"].map(isSentence)).toEqual([false, false]);
});

test("an exchange tells what it was about", () => {
  const of = (kind: Interaction["kind"], request: object, answer: object | null = null) =>
    textOfInteraction({
      id: "i",
      runId: "r",
      number: 1,
      kind,
      state: "settled",
      externalId: null,
      request: { ...request },
      answer: answer && { ...answer },
      createdBy: null,
      answeredBy: null,
      expiresAt: null,
      answeredAt: null,
      createdAt: "2026-11-20T12:00:00.000Z",
    });
  expect(of("prompt", { text: "Write the tides down\n" })).toBe("Write the tides down");
  expect(of("feedback", { text: "", comments: [{ path: "a", line: 1, text: "Why?" }] })).toBe(
    "1 comment on lines",
  );
  expect(
    of("question", { questions: [{ question: "Which colour?" }] }, { answers: [["Blue", "Green"]] }),
  ).toBe("Which colour? → Blue, Green");
  expect(of("permission", { title: "Run npm" }, { reply: "once" })).toBe("Run npm: once");
  expect(of("review", { summary: "Nearly there" })).toBe("Nearly there");
  expect(of("review", { summary: 7 })).toBe("");
});

test("a run that stands still for its money says so, and any other that it was interrupted", () => {
  const run = { state: "interrupted", pausedFor: null, mergeCommit: null, pullRequest: null } as const;
  expect(standingOfRun(run)).toBe("Interrupted");
  expect(standingOfRun({ ...run, pausedFor: "budget" })).toBe("Budget used up");
});

test("work that was offered is told by its pull request, work that was merged here by that", () => {
  const offered = { number: 7, url: "https://github.com/acme/app/pull/7", state: "open" } as const;
  const run = { state: "finished", pausedFor: null, mergeCommit: null, pullRequest: null } as const;
  expect(standingOfRun(run)).toBe("Finished");
  expect(standingOfRun({ ...run, pullRequest: offered })).toBe("Pull request 7, open");
  expect(standingOfRun({ ...run, pullRequest: offered, mergeCommit: "abc" })).toBe("Merged");
});
