import { expect, test } from "vitest";
import {
  groupsOf,
  hintOfSubject,
  reasonNotToPush,
  shownPath,
  wordsOfBranch,
} from "#lib/modules/git/rules.ts";

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

test("a file that changed on both sides stands in two groups, a conflict in its own", () => {
  const file = { staged: null, unstaged: null, conflicted: false, untracked: false };
  const groups = groupsOf([
    { ...file, path: "c", conflicted: true, staged: "U", unstaged: "D", sides: "UD" },
    { ...file, path: "both", staged: "M", unstaged: "M" },
    { ...file, path: "new", untracked: true },
    { ...file, path: "moved", oldPath: "from", staged: "R", unstaged: "M" },
  ]);
  const paths = Object.entries(groups).map(([name, changes]) => [
    name,
    ...changes.map(({ path }: { path: string }) => path),
  ]);
  expect(paths).toEqual([
    ["conflicted", "c"],
    ["staged", "both", "moved"],
    ["changed", "both", "moved"],
    ["untracked", "new"],
  ]);
  expect(groups.conflicted[0]?.word).toBe("in conflict: deleted by them");
  expect([groups.staged[1]?.oldPath, groups.changed[1]?.oldPath]).toEqual(["from", undefined]);
});

test("a name is shown with what cannot be seen written out, and a long subject is told", () => {
  expect(shownPath("a\nb\tcaf\uf7e9")).toBe("a\\x0ab\\x09caf\\xe9");
  expect(shownPath("src/\u202etxt.sh")).toBe("src/\\u{202e}txt.sh");
  expect(hintOfSubject("Short\n\nbody")).toBeNull();
  expect(hintOfSubject("x".repeat(80))).toContain("80 characters");
  expect(hintOfSubject("Short\nbody")).toContain("second line");
});
