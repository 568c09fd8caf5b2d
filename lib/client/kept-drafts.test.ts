import { expect, test } from "vitest";
import { forgetDrafts, keepDrafts } from "#lib/client/kept-drafts.ts";

test("a draft is kept by its key, told to who draws it, and gone once it is empty or the person leaves", () => {
  const drafts = keepDrafts<readonly string[]>([], (list) => list.length === 0);
  const heard: string[] = [];
  const stop = drafts.subscribe(() => heard.push(drafts.read("one").join()));
  drafts.change("one", () => ["a"]);
  drafts.change("one", (now) => [...now, "b"]);
  drafts.change("other", () => ["c"]);
  expect(heard).toEqual(["a", "a,b", "a,b"]);
  drafts.change("one", () => []);
  // The same object each time: what draws it is not drawn again for nothing.
  expect(drafts.read("one")).toBe(drafts.read("never typed"));
  stop();
  forgetDrafts();
  expect(drafts.read("other")).toEqual([]);
  expect(heard).toHaveLength(4);
});
