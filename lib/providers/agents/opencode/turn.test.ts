import { expect, test } from "vitest";
import { judgeTurn } from "./turn.ts";
import { Message } from "./wire.ts";

const idle = { type: "idle" } as const;
const busy = { type: "busy" } as const;
const nowMs = 1_000_000;

function answer(id: string, info: object, parts: object[] = []) {
  return Message.parse({
    info: {
      id,
      sessionID: "ses_1",
      role: "assistant",
      time: { created: 1, completed: nowMs },
      finish: "stop",
      ...info,
    },
    parts: parts.map((part) => ({ id: "prt_1", sessionID: "ses_1", messageID: id, ...part })),
  });
}

function judge(messages: Message[], status: typeof idle | typeof busy, since: string | null = "msg_5") {
  return judgeTurn({ messages, status, since, nowMs });
}

test("an answer to an earlier prompt does not end this turn", () => {
  expect(judge([answer("msg_3", {})], idle)).toEqual({ state: "unsettled", hasBegun: false });
});

test("an idle session with a finished answer is completed, with its text and the JSON in it", () => {
  const message = answer("msg_6", {}, [{ type: "text", text: 'So: {"verdict": "approve"}' }]);
  const end = { state: "finished", reason: "completed" };
  expect(judge([message], idle)).toMatchObject({ ...end, answer: { json: { verdict: "approve" } } });
});

test("a step that called a tool is not the end, except when a structured answer or a refusal came of it", () => {
  const step = { finish: "tool-calls" };
  const refused = {
    type: "tool",
    callID: "c",
    tool: "read",
    state: { status: "error", input: {}, error: "no" },
  };
  expect(judge([answer("msg_6", step)], idle)).toEqual({ state: "unsettled", hasBegun: true });
  expect(judge([answer("msg_6", { ...step, structured: { a: 1 } })], idle)).toMatchObject({
    answer: { json: { a: 1 } },
  });
  expect(judge([answer("msg_6", step, [refused])], idle)).toMatchObject({ reason: "completed" });
});

test("an answer that was cut at its length is not completed, except where it is structured", () => {
  const cut = { finish: "length" };
  expect(judge([answer("msg_6", cut, [{ type: "text", text: "Half of " }])], idle)).toMatchObject({
    reason: "interrupted",
    message: expect.stringContaining("was cut off"),
    answer: { text: "Half of " },
  });
  const whole = answer("msg_6", { ...cut, structured: { a: 1 } });
  expect(judge([whole], idle)).toMatchObject({ reason: "completed" });
});

test("an abort is no error, anything else is", () => {
  const failed = (name: string) =>
    judge([answer("msg_6", { error: { name, data: { message: "Boom." } } })], idle);
  expect(failed("MessageAbortedError")).toMatchObject({ reason: "aborted", message: null });
  expect(failed("APIError")).toMatchObject({ reason: "error", message: "Boom." });
});

test("a session that stays busy long after its last answer counts as finished", () => {
  const longAgo = { time: { created: 1, completed: nowMs - 60_000 } };
  expect(judge([answer("msg_6", {})], busy)).toEqual({ state: "working" });
  expect(judge([answer("msg_6", longAgo)], busy)).toMatchObject({ state: "finished", reason: "completed" });
  expect(judge([answer("msg_6", { ...longAgo, finish: "tool-calls" })], busy)).toEqual({ state: "working" });
});
