import { expect, test } from "vitest";
import { joinedWords, withoutSent } from "#lib/client/message-words.ts";

test("only what was sent goes from the field, wherever one has typed meanwhile", () => {
  expect(withoutSent("Paint it", "Paint it")).toBe("");
  expect(withoutSent("Paint it\nand the door", "Paint it")).toBe("and the door");
  expect(withoutSent("Do not paint it", "Paint it")).toBe("Do not paint it");
  expect(withoutSent("", "Paint it")).toBe("");
});

test("what is taken back joins what is typed", () => {
  expect(joinedWords("Paint it", "and the door")).toBe("Paint it\n\nand the door");
  expect(joinedWords("Paint it", "")).toBe("Paint it");
});
