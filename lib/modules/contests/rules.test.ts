import { expect, test } from "vitest";
import type { RunState } from "#lib/modules/runs/schema.ts";
import { standingOfContest } from "./rules.ts";

const of = (...states: RunState[]) => states.map((state, index) => ({ id: `${index}`, state }));

test("the card speaks of a run that waits to be continued, also while others are at work, else of one at work", () => {
  expect(standingOfContest(of("finished", "running", "queued"), "2")).toEqual({
    kind: "under_way",
    currentId: "2",
  });
  expect(standingOfContest(of("finished", "interrupted", "queued"), "1")).toEqual({
    kind: "under_way",
    currentId: "1",
  });
  expect(standingOfContest(of("finished", "interrupted", "failed"), "0")).toEqual({
    kind: "under_way",
    currentId: "1",
  });
});

test("two results are a choice, one is taken, and none sends the card back", () => {
  expect(standingOfContest(of("finished", "failed", "finished"), "1")).toEqual({
    kind: "choice",
    resultIds: ["0", "2"],
  });
  expect(standingOfContest(of("aborted", "finished"), "0")).toEqual({ kind: "one_result", resultId: "1" });
  expect(standingOfContest(of("aborted", "failed"), "0")).toEqual({ kind: "no_result", isAborted: false });
  expect(standingOfContest(of("aborted", "aborted"), "0")).toEqual({ kind: "no_result", isAborted: true });
});
