import { expect, test } from "vitest";
import { createMessageId } from "./message-id.ts";

test("ids sort in the order they were made, also within a millisecond, and have OpenCode's form", () => {
  const ids = [1_795_224_890_031, 1_795_224_890_031, 1_795_224_890_032].map((nowMs) =>
    createMessageId(nowMs),
  );
  expect(ids.toSorted()).toEqual(ids);
  expect(ids[0]).toMatch(/^msg_1fbbdeaaf001[0-9A-Za-z]{14}$/);
});
