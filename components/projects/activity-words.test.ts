import { expect, test } from "vitest";
import { isTyping, wordsOfAct, wordsOfTasks } from "#components/projects/activity-words.ts";
import type { LastAct } from "#lib/modules/projects/schema.ts";

const act = (change: Partial<LastAct>): LastAct => ({
  operationId: "01a1fc7f-940a-7842-9f89-807d5e9dff6e",
  command: "git.push",
  state: "succeeded",
  actor: { kind: "person", name: "Ada" },
  subject: "main",
  at: "2026-11-21T10:00:00.000Z",
  ...change,
});
const said = (change: Partial<LastAct>): string => {
  const { who, before, subject, after } = wordsOfAct(act(change));
  return `${who}${before}${subject}${after}`;
};

test("what was done last is said as one sentence, a failure as one", () => {
  expect(said({})).toBe("Ada pushed main");
  expect(said({ command: "task.approve", subject: "#12" })).toBe("Ada merged #12");
  expect(said({ command: "run.feedback", subject: "#12" })).toBe("Ada sent #12 back");
  expect(said({ command: "project.stop", subject: null })).toBe("Ada stopped the workspace");
  expect(said({ command: "task.approve", subject: "#12", state: "failed" })).toBe(
    "Ada: approve task #12 failed",
  );
  expect(said({ command: "files.write", subject: null })).toBe("Ada saved something");
  expect(said({ command: "terminal.open", subject: null })).toBe("Ada opened a terminal");
  expect(said({ command: "terminal.open", subject: "dev" })).toBe("Ada opened terminal dev");
});

const none = { todo: 0, inProgress: 0, aiReview: 0, humanReview: 0, done: 0 };
const still = { running: 0, interrupted: 0, asks: 0 };

test("tasks are counted with what is at work first, and what is done only where nothing is left", () => {
  expect(wordsOfTasks({ ...none, ...still })).toEqual({ now: "None yet", more: "" });
  expect(wordsOfTasks({ ...none, ...still, todo: 4, inProgress: 1, humanReview: 2, running: 1 })).toEqual({
    now: "1 running",
    more: "2 in review · 4 to do",
  });
  expect(wordsOfTasks({ ...none, ...still, todo: 3, inProgress: 1, interrupted: 1, done: 9 })).toEqual({
    now: "None running",
    more: "1 interrupted · 3 to do",
  });
  expect(wordsOfTasks({ ...none, ...still, done: 9 })).toEqual({ now: "None running", more: "9 done" });
});

test("typing counts as the last activity only where it came a good while after what was done", () => {
  const workspace = (lastActiveAt: string, lastActiveReason: string | null = "typing in build") => ({
    id: "01a1fc7f-940a-7842-9f89-807d5e9dff6e",
    projectId: "01a1fc7f-940a-7842-9f89-807d5e9dff6e",
    runtime: "local" as const,
    state: "running" as const,
    reason: null,
    isGone: false,
    activity: null,
    lastActiveAt,
    lastActiveReason,
    idleStopMs: null,
    stopsAt: null,
    stopCause: null,
    wakesOnDemand: false,
    startedAt: null,
    observedAt: null,
    createdAt: lastActiveAt,
  });
  const lastAct = act({});
  expect(isTyping({ workspace: workspace("2026-11-21T10:05:00.000Z"), lastAct })).toBe(true);
  expect(isTyping({ workspace: workspace("2026-11-21T10:00:30.000Z"), lastAct })).toBe(false);
  expect(isTyping({ workspace: workspace("2026-11-21T10:05:00.000Z", null), lastAct })).toBe(false);
});
