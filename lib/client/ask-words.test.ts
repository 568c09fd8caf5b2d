import { expect, test } from "vitest";
import { answerOf, chosenIn, settledAnswers, wordsOfPermission } from "#lib/client/ask-words.ts";
import type { Question } from "#lib/modules/runs/schema.ts";

test("a permission is asked in words of ours, and says each thing once", () => {
  expect(
    wordsOfPermission({
      permission: "external_directory",
      title: "Leave the worktree: /etc/*",
      patterns: ["/etc/*"],
    }),
  ).toEqual({
    question: "Leave the worktree?",
    reason: "What the agent wants to read or write lies outside of the folder it works in.",
    subjects: ["/etc/*"],
  });
  expect(
    wordsOfPermission({
      permission: "external_directory",
      title: "Leave the worktree: echo a: b > /etc/hosts",
      patterns: ["/etc/*", "/etc/*"],
    }).subjects,
  ).toEqual(["echo a: b > /etc/hosts", "/etc/*"]);
  expect(wordsOfPermission({ permission: "mail", title: "mail", patterns: [] })).toEqual({
    question: "mail?",
    reason: "The agent may not do this by itself.",
    subjects: [],
  });
});

const colour: Question = {
  question: "Which colour?",
  header: "Colour",
  options: [
    { label: "Blue", description: "As the rest of the page" },
    { label: "Green", description: "It stands out" },
  ],
  isMultiple: false,
  isFreeTextAllowed: true,
};
const empty = { labels: [], words: "" };

test("of one choice the option and own words take each other's place; of several, own words are one more", () => {
  const blue = chosenIn(colour, { labels: [], words: "Red" }, { labels: ["Blue"] });
  expect(answerOf(blue)).toEqual(["Blue"]);
  expect(answerOf(chosenIn(colour, blue, { words: " " }))).toEqual(["Blue"]);
  expect(answerOf(chosenIn(colour, blue, { words: " Red " }))).toEqual(["Red"]);
  const many = { ...colour, isMultiple: true };
  const both = chosenIn(many, chosenIn(many, empty, { labels: ["Blue", "Green"] }), { words: "Red" });
  expect(answerOf(both)).toEqual(["Blue", "Green", "Red"]);
  expect(answerOf(empty)).toEqual([]);
});

test("a question that is over stands with its own answer, and says when nobody gave one", () => {
  const ask = {
    questionId: "que",
    state: "answered" as const,
    questions: [colour, { ...colour, question: "Which size?" }],
    answers: [["Blue", "Green"], ["Large"]],
    expiresAt: null,
    answeredBy: "Ada",
  };
  expect(settledAnswers(ask)).toEqual([
    { what: "Which colour?", how: "Ada: Blue, Green" },
    { what: "Which size?", how: "Ada: Large" },
  ]);
  expect(settledAnswers({ ...ask, answers: null })).toEqual([
    { what: "Which colour? Which size?", how: "Left unanswered by Ada" },
  ]);
  expect(settledAnswers({ ...ask, state: "expired", answers: null, answeredBy: null })[0]?.how).toBe(
    "Nobody answered in time",
  );
});
