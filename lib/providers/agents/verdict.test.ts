import { expect, test } from "vitest";
import { jsonFromText, readVerdict } from "./verdict.ts";

test("a verdict is read bare, from a fenced block and from between words", () => {
  const json = '{ "verdict": "approve", "summary": "Good." }';
  for (const text of [json, `Here:\n\`\`\`json\n${json}\n\`\`\`\nBye.`, `I think ${json} is it.`]) {
    expect(readVerdict({ text, json: jsonFromText(text) })).toEqual({
      verdict: "approve",
      summary: "Good.",
      comments: [],
    });
  }
});

test("no JSON, another verdict or a comment without text is no verdict", () => {
  const bad = [
    "",
    "Looks good to me",
    '{ "verdict": "maybe", "summary": "?" }',
    '{ "verdict": "approve" }',
    "{ broken",
  ];
  for (const text of bad) expect(readVerdict({ text, json: jsonFromText(text) })).toBeNull();
});
