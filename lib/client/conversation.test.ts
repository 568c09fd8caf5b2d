import { expect, test } from "vitest";
import { type ConversationBlock, indexOfPosition, layOutConversation } from "#lib/client/conversation.ts";
import { RunEvent, type RunEventKind } from "#lib/modules/runs/schema.ts";

let sequence = 0;

function event(kind: RunEventKind, data: Record<string, unknown>): RunEvent {
  sequence += 1;
  const at = "2026-11-20T12:00:00.000Z";
  return RunEvent.parse({ sequence, key: `${kind}:${sequence}`, position: sequence, at, kind, data });
}

const said = (text: string, role = "assistant") =>
  event("text", { role, source: "agent", text, isFinished: true });

const called = (name: string, within: string | null = null) =>
  event("tool", {
    source: "agent",
    within,
    name,
    state: "completed",
    title: null,
    input: {},
    output: null,
    isOutputCut: false,
    error: null,
    diff: null,
    durationMs: null,
  });

const told = (message: string | null) => event("status", { state: "running", message });

const asked = event("question", {
  questionId: "que",
  state: "open",
  questions: [],
  answers: null,
  expiresAt: null,
  answeredBy: null,
});

function inWords(block: ConversationBlock): string {
  if (block.kind === "saying") return `${block.isContinued ? "…" : "Agent: "}${block.event.data.text}`;
  if (block.kind === "other") return block.event.kind;
  const inner = block.inner.map((each) => (each.kind === "tool" ? each.data.name : each.data.text));
  return `${block.isFirst ? "" : "+"}${block.event.data.name}${inner.length > 0 ? `(${inner})` : ""}`;
}

const laidOut = (...events: RunEvent[]) => layOutConversation(events).map(inWords);

test("an agent is named once, until somebody else has spoken", () => {
  expect(laidOut(said("One"), called("read"), said("two"), told("Sent back"), said("Three"))).toEqual([
    "Agent: One",
    "read",
    "…two",
    "status",
    "Agent: Three",
  ]);
});

test("calls that follow each other stand in one frame", () => {
  expect(laidOut(called("read"), called("write"), said("Done"), called("bash"))).toEqual([
    "read",
    "+write",
    "Agent: Done",
    "bash",
  ]);
});

test("words that have not come yet and statuses that say nothing take no room", () => {
  expect(laidOut(said(" "), told(null), said("Here"))).toEqual(["Agent: Here"]);
});

test("what the last status has said is not said again at the end", () => {
  const ended = (message: string) => event("done", { state: "finished", message });
  expect(laidOut(said("Done."), told("Nothing changed."), ended("Nothing changed."))).toEqual([
    "Agent: Done.",
    "status",
  ]);
  expect(laidOut(told("Sent back"), ended("Nothing changed."))).toEqual(["status", "done"]);
});

test("a question stands there once, not also as the call behind it", () => {
  expect(laidOut(said("One thing."), called("question"), asked)).toEqual(["Agent: One thing.", "question"]);
});

test("every prompt of a person is marked as one", () => {
  expect(laidOut(said("Do", "user"), said("this", "user"))).toEqual(["Agent: Do", "Agent: this"]);
});

test("what sub-agents do stands within the call of the agent that started them, and is found there", () => {
  const task = called("task");
  const nested = called("task", task.key);
  const deep = called("bash", nested.key);
  const events = [task, called("read", task.key), said("Meanwhile"), nested, deep];
  expect(laidOut(...events)).toEqual(["task(read,task,bash)", "Agent: Meanwhile"]);
  expect(indexOfPosition(layOutConversation(events), deep.position)).toBe(0);
});
