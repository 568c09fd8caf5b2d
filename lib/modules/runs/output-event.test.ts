import { expect, test } from "vitest";
import { outputEventOf } from "#lib/modules/runs/output-event.ts";
import { rememberSecret } from "#lib/platform/known-secrets.ts";
import { textEvent, toolEvent } from "#lib/providers/agents/opencode/map.ts";

const token = "ghp_told-while-it-grows-Zq81xY7";
rememberSecret("test", token);
const text = `I push to https://x:${token}@example.org now.`;

const said = (soFar: string, type: "text" | "reasoning", isFinished: boolean) => {
  const time = isFinished ? { start: 1, end: 2 } : { start: 1 };
  const part = { id: "p", messageID: "m", sessionID: "s", type, text: soFar, time };
  return outputEventOf(textEvent(part, "assistant", null, null), "agent", "", "running")[0]?.data.text;
};

const printed = (output: string, status: "running" | "completed") => {
  const state = { status, input: {}, metadata: { output }, time: { start: 1 } };
  const part = {
    id: "p",
    messageID: "m",
    sessionID: "s",
    type: "tool",
    callID: "c",
    tool: "bash",
    state,
  } as const;
  return outputEventOf(toolEvent(part, null), "agent", "", "running")[0]?.data.output;
};

test("wherever the text of an agent is cut while it grows, it shows nothing of a secret", () => {
  for (let at = 0; at <= text.length; at++) {
    const told = [
      said(text.slice(0, at), "text", false),
      said(text.slice(0, at), "reasoning", false),
      printed(text.slice(0, at), "running"),
    ];
    for (const one of told) {
      expect(text.replace(token, "[secret]")).toContain(`${one}`.replace(/(?:g|gh|ghp)$/, ""));
      expect(one).not.toContain("ghp_");
    }
  }
});

test("a word that only ends like a secret begins is whole also while it grows, as it may be broken off there", () => {
  expect(said("I think of a tug", "text", false)).toBe("I think of a tug");
  expect(printed("I think of a tug", "running")).toBe("I think of a tug");
});

test("at its end the text of an agent is whole, also where it ends like the beginning of a secret", () => {
  expect(said("It begins with ghp_", "text", true)).toBe("It begins with ghp_");
  expect(printed("It begins with ghp_", "completed")).toBe("It begins with ghp_");
});

test("a long output that is cut within a secret shows neither half of it", () => {
  const padding = (characters: number) => "a\n".repeat(characters / 2);
  for (const [before, behind] of [
    [11_990, 10_000],
    [20_000, 3_990],
  ] as const) {
    const shown = printed(padding(before) + token + padding(behind), "completed");
    expect(shown).toContain("characters left out");
    for (const half of [token.slice(0, 8), token.slice(-8)]) expect(shown).not.toContain(half);
  }
});
