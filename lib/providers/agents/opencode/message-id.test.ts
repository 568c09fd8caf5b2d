import { expect, test } from "vitest";
import { nextMessageId } from "./message-id.ts";

const updatedAtMs = 1_795_224_890_031;

test("the id has OpenCode's form and follows what its clock wrote last", () => {
  expect(nextMessageId({ updatedAtMs, lastMessageId: null })).toMatch(/^msg_1fbbdeaaf001[0-9A-Za-z]{14}$/);
});

test("the id sorts behind the last message, also when that is newer than the session says", () => {
  const lastMessageId = "msg_1fbbdeab0fffzzzzzzzzzzzzzz";
  const next = nextMessageId({ updatedAtMs, lastMessageId });
  expect(next > lastMessageId).toBe(true);
  expect(next).toMatch(/^msg_1fbbdeab1000/);
});
