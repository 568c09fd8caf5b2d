import { expect, test } from "vitest";
import type { AgentEvent } from "#lib/providers/agents/port.ts";
import { createTranscript } from "./transcript.ts";
import { Message, type Truths, WireEvent } from "./wire.ts";

const session = { sessionID: "ses_1" };
const head = { ...session, messageID: "msg_2" };

function event(type: string, properties: object): WireEvent {
  return WireEvent.parse({ type, properties });
}

function text(content: string, end?: number): object {
  return { ...head, id: "prt_1", type: "text", text: content, time: { start: 1, end } };
}

function tool(status: string, state: object = {}): object {
  const more = { status, input: {}, ...state };
  return { ...head, id: "prt_2", type: "tool", callID: "call", tool: "bash", state: more };
}

const updated = (part: object) => event("message.part.updated", { part });
const delta = (added: string) =>
  event("message.part.delta", { ...head, partID: "prt_1", field: "text", delta: added });

function truths(parts: object[], extra: Partial<Truths> = {}): Truths {
  const info = { ...session, id: "msg_2", role: "assistant", time: { created: 1 } };
  const messages = [Message.parse({ info, parts })];
  return {
    sessions: [{ id: "ses_1" }],
    messages,
    childMessages: [],
    permissions: [],
    questions: [],
    status: { type: "busy" },
    ...extra,
  };
}

const textsOf = (events: AgentEvent[]) => events.flatMap((each) => (each.kind === "text" ? [each.text] : []));

test("deltas add up, and the finished text ends them", () => {
  const transcript = createTranscript("ses_1", "msg_1");
  const events = [updated(text("")), delta("a"), delta("b"), updated(text("ab", 2)), delta("late")];
  expect(textsOf(events.flatMap(transcript.apply))).toEqual(["", "a", "ab", "ab"]);
});

test("a sentence is told before the call it announces, also when its words were missed", () => {
  const transcript = createTranscript("ses_1", "msg_1");
  const read = transcript.reconcile(truths([text(""), tool("running")]));
  expect(read.map((each) => each.kind).slice(0, 2)).toEqual(["text", "tool"]);
  expect(textsOf(transcript.apply(updated(text("I look.", 2))))).toEqual(["I look."]);
});

test("after a new connect a flowing text never shrinks and never continues over a gap", () => {
  const transcript = createTranscript("ses_1", "msg_1");
  [updated(text("")), delta("one ")].forEach(transcript.apply);
  expect(textsOf(transcript.reconcile(truths([text("")])))).toEqual([]);
  expect(transcript.apply(delta("three"))).toEqual([]);
  expect(textsOf(transcript.apply(updated(text("one two three", 2))))).toEqual(["one two three"]);
});

test("an older event that was still in the stream does not undo what was read", () => {
  const transcript = createTranscript("ses_1", "msg_1");
  const read = transcript.reconcile(truths([text("whole", 2), tool("completed")]));
  expect(textsOf(read)).toEqual(["whole"]);
  const late = [updated(text("")), delta("who"), updated(tool("pending")), updated(tool("running"))];
  expect(late.flatMap(transcript.apply)).toEqual([]);
});

test("reading the same truth again tells nothing but that it was read", () => {
  const transcript = createTranscript("ses_1", "msg_1");
  transcript.reconcile(truths([text("whole", 2), tool("running")]));
  const again = transcript.reconcile(truths([text("whole", 2), tool("running")]));
  expect(again.map((each) => each.kind)).toEqual(["reconciled"]);
});

test("an ask that is no longer listed is settled, and a late event does not open it again", () => {
  const transcript = createTranscript("ses_1", "msg_1");
  const asked = { ...session, id: "per_1", permission: "bash", patterns: ["git push"], metadata: {} };
  const states = (events: AgentEvent[]) =>
    events.flatMap((each) => (each.kind === "permission" ? [each.state] : []));
  expect(states(transcript.apply(event("permission.asked", asked)))).toEqual(["asked"]);
  expect(states(transcript.reconcile(truths([])))).toEqual(["settled"]);
  expect(transcript.apply(event("permission.asked", asked))).toEqual([]);
});

test("other sessions of the same server are not heard, children are counted", () => {
  const transcript = createTranscript("ses_1", "msg_1");
  const tokens = { input: 5, output: 1, reasoning: 0, cache: { read: 0, write: 0 } };
  const stranger = event("session.updated", { info: { id: "ses_9", tokens, cost: 1 } });
  const child = event("session.created", { info: { id: "ses_2", parentID: "ses_1", tokens, cost: 0.5 } });
  expect(transcript.apply(stranger)).toEqual([]);
  expect(transcript.apply(updated({ ...text("x", 2), sessionID: "ses_9" }))).toEqual([]);
  expect(transcript.apply(child)).toMatchObject([{ kind: "usage", costUsd: 0.5, tokens: { input: 5 } }]);
});

test("totals never go back: an older event that was still in the stream does not undo what was read", () => {
  const transcript = createTranscript("ses_1", "msg_1");
  const spent = (output: number) => ({
    id: "ses_1",
    cost: output / 10,
    tokens: { input: 5, output, reasoning: 0, cache: { read: 0, write: 0 } },
  });
  const usages = (events: AgentEvent[]) =>
    events.flatMap((each) => (each.kind === "usage" ? [each.tokens.output] : []));
  expect(usages(transcript.reconcile(truths([], { sessions: [spent(2)] })))).toEqual([2]);
  const late = [spent(1), spent(2), spent(3)].map((info) => event("session.updated", { info }));
  expect(usages(late.flatMap(transcript.apply))).toEqual([3]);
});

test("an output is told as cut where OpenCode kept little of it, and where it is too long for us", () => {
  const told = (output: string, truncated: boolean) =>
    createTranscript("ses_1", "msg_1").apply(updated(tool("completed", { output, metadata: { truncated } })));
  expect(told("end", false)).toMatchObject([{ output: "end", isOutputCut: false }]);
  expect(told("end", true)).toMatchObject([{ output: "end", isOutputCut: true }]);
  expect(told("x".repeat(20_000), false)).toMatchObject([{ isOutputCut: true }]);
});

test("a tool that a lost agent left running is ended", () => {
  const transcript = createTranscript("ses_1", "msg_1");
  transcript.reconcile(truths([tool("running")]));
  expect(transcript.interrupt()).toMatchObject([{ kind: "tool", state: "error" }]);
  expect(transcript.interrupt()).toEqual([]);
});

const taskCall = (metadata: object) => ({
  ...head,
  id: "prt_task",
  type: "tool",
  callID: "call",
  tool: "task",
  state: { status: "running", input: { description: "Looks around" }, metadata },
});
const ofChild = { sessionID: "ses_2", messageID: "msg_3" };
const childCall = {
  ...ofChild,
  id: "prt_read",
  type: "tool",
  callID: "c2",
  tool: "read",
  state: { status: "completed", input: {} },
};
const placesOf = (events: AgentEvent[]) =>
  events.flatMap((each) => (each.kind === "tool" || each.kind === "text" ? [[each.key, each.within]] : []));

test("what a sub-agent does stands within the call that started it, and is never told before that call", () => {
  const transcript = createTranscript("ses_1", "msg_1");
  transcript.apply(event("session.created", { info: { id: "ses_2", parentID: "ses_1" } }));
  expect(placesOf(transcript.apply(updated(taskCall({}))))).toEqual([["prt_task", null]]);
  expect(transcript.apply(updated(childCall))).toEqual([]);
  const asked = {
    ...ofChild,
    messageID: "msg_2",
    id: "prt_asked",
    type: "text",
    text: "Look!",
    time: { end: 1 },
  };
  const byUser = { id: "msg_2", sessionID: "ses_2", role: "user", time: { created: 1 } };
  transcript.apply(event("message.updated", { info: byUser }));
  expect(transcript.apply(updated(asked))).toEqual([]);
  expect(placesOf(transcript.apply(updated(taskCall({ sessionId: "ses_2" }))))).toEqual([
    ["prt_read", "prt_task"],
  ]);
  const said = { ...ofChild, id: "prt_said", type: "text", text: "The child looked.", time: { end: 2 } };
  expect(placesOf(transcript.apply(updated(said)))).toEqual([["prt_said", "prt_task"]]);
});

test("what a sub-agent said while nobody listened is told from the truth, once", () => {
  const transcript = createTranscript("ses_1", "msg_1");
  const info = { id: "msg_3", sessionID: "ses_2", role: "assistant", time: { created: 2 } };
  const read = truths([taskCall({ sessionId: "ses_2" })], {
    sessions: [{ id: "ses_1" }, { id: "ses_2", parentID: "ses_1" }],
    childMessages: [Message.parse({ info, parts: [childCall] })],
  });
  expect(placesOf(transcript.reconcile(read))).toEqual([
    ["prt_task", null],
    ["prt_read", "prt_task"],
  ]);
  expect(placesOf(transcript.reconcile(read))).toEqual([]);
});
