import { expect, test } from "vitest";
import { activityOf, gather } from "#lib/modules/runs/record-events.ts";
import type { AgentEvent } from "#lib/providers/agents/port.ts";

const ids = { within: null, messageId: "msg", partId: "part" };

function saying(key: string, text: string): AgentEvent {
  return {
    key,
    revision: text,
    kind: "text",
    role: "assistant",
    ...ids,
    text,
    delta: null,
    isFinished: false,
  };
}

const question: Extract<AgentEvent, { kind: "question" }> = {
  key: "question:que",
  revision: "asked",
  kind: "question",
  id: "que",
  state: "asked",
  questions: [],
  answers: null,
  callId: null,
};

const reconciled: AgentEvent = {
  key: "reconciled",
  revision: "1",
  kind: "reconciled",
  openAskIds: [],
};

function gathered(...events: AgentEvent[]): string[] {
  const waiting = new Map<string, AgentEvent>();
  for (const event of events) gather(waiting, event);
  return [...waiting.values()].map((event) => (event.kind === "text" ? event.text : event.kind));
}

test("a sentence that ends after the question it announces keeps its place above it", () => {
  expect(gathered(saying("a", "One"), question, saying("a", "One thing."))).toEqual([
    "One thing.",
    "question",
  ]);
});

test("a card says what the agent asks, in the agent's words, and what it does again after that", () => {
  const words = { header: "Colour", options: [], isMultiple: false, isFreeTextAllowed: true };
  const asked: AgentEvent = { ...question, questions: [{ question: "Which colour?", ...words }] };
  expect(activityOf([saying("a", "Let me ask."), asked, saying("a", "Let me ask you.")])).toBe(
    "“Which colour?”",
  );
  expect(activityOf([saying("b", "On with it.")])).toBe("Writes");
});

test("what the truth says of open asks counts from when it was last told", () => {
  expect(gathered(reconciled, question, reconciled)).toEqual(["question", "reconciled"]);
});
