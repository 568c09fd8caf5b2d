import { expect, test } from "vitest";
import { reasonNotToPush, wordsOfBranch } from "#lib/modules/git/rules.ts";

const tracking = { branch: "main", upstream: "origin/main", isUpstreamKnown: true, ahead: 0, behind: 2 };

test("there is nothing to push where the origin's branch of the same name has every commit", () => {
  expect(wordsOfBranch(tracking)).toBe("0 ahead, 2 behind origin/main: nothing to push");
  expect(reasonNotToPush(tracking)).toBe("Nothing to push: origin/main has every commit of this branch.");
  expect(reasonNotToPush({ ...tracking, ahead: 1 })).toBeNull();
  expect(wordsOfBranch({ ...tracking, ahead: 1 })).toBe("1 ahead, 2 behind origin/main");
});

test("a branch that the origin does not have under its name can be pushed without a commit of its own", () => {
  expect(reasonNotToPush({ ...tracking, upstream: null, isUpstreamKnown: false })).toBeNull();
  const gone = { ...tracking, isUpstreamKnown: false, behind: 0 };
  expect(reasonNotToPush(gone)).toBeNull();
  expect(wordsOfBranch(gone)).toBe("Not pushed yet");
  expect(reasonNotToPush({ ...tracking, isUpstreamKnown: undefined })).toBeNull();
  expect(wordsOfBranch({ ...tracking, isUpstreamKnown: undefined })).toBe("0 ahead, 2 behind origin/main");
  const other = { ...tracking, branch: "feature/tides" };
  expect(reasonNotToPush(other)).toBeNull();
  expect(wordsOfBranch(other)).toBe("0 ahead, 2 behind origin/main");
  expect(reasonNotToPush({ ...tracking, upstream: "fork/main" })).toBeNull();
  const deep = { ...tracking, branch: "feature/tides", upstream: "origin/feature/tides" };
  expect(reasonNotToPush(deep)).not.toBeNull();
});
