import type { AgentAnswer, TurnEnd } from "#lib/providers/agents/port.ts";
import { jsonFromText } from "#lib/providers/agents/verdict.ts";
import { abortedErrorName, describeError } from "./errors.ts";
import type { Message, SessionStatus } from "./wire.ts";

/** `unsettled`: idle without a finished answer, which is either about to begin, about to be written down, or interrupted. */
export type Judgement =
  | { state: "working" }
  | { state: "unsettled"; hasBegun: boolean }
  | { state: "finished"; reason: TurnEnd; message: string | null; answer: AgentAnswer };

/** A session that calls itself busy so long after its last answer has hung. */
const busyAfterEndMs = 15_000;

const goesOnAfter = new Set(["tool-calls", "unknown"]);

const cutOffMessage = "The model's answer was cut off: it was longer than the model may write.";

/**
 * Whether the turn that began with the prompt `since` (null: the last one) is over. The idle event alone does not say so:
 * a turn that failed sends it twice, the second time possibly within the next turn.
 */
export function judgeTurn(facts: {
  messages: readonly Message[];
  status: SessionStatus;
  since: string | null;
  nowMs: number;
}): Judgement {
  const last = facts.messages.findLast(
    (message) => message.info.role === "assistant" && isAfter(message, facts.since),
  );
  const isIdle = facts.status.type === "idle";
  if (last === undefined) return isIdle ? { state: "unsettled", hasBegun: false } : { state: "working" };
  const { completed } = last.info.time;
  if (!isIdle && (completed === undefined || goesOn(last) || facts.nowMs - completed < busyAfterEndMs)) {
    return { state: "working" };
  }
  const answer = answerOf(last);
  if (last.info.error !== undefined) {
    if (last.info.error.name === abortedErrorName)
      return { state: "finished", reason: "aborted", message: null, answer };
    return { state: "finished", reason: "error", message: describeError(last.info.error).message, answer };
  }
  if (completed === undefined || goesOn(last)) return { state: "unsettled", hasBegun: true };
  if (last.info.finish === "length" && last.info.structured === undefined)
    return { state: "finished", reason: "interrupted", message: cutOffMessage, answer };
  return { state: "finished", reason: "completed", message: null, answer };
}

function isAfter(message: Message, since: string | null): boolean {
  return since === null || message.info.id > since;
}

/** A structured answer and a refused permission end a turn although its last step called a tool. */
function goesOn(last: Message): boolean {
  if (last.info.structured !== undefined) return false;
  const wasRefused = last.parts.some((part) => part.type === "tool" && part.state.status === "error");
  return goesOnAfter.has(last.info.finish ?? "unknown") && !wasRefused;
}

function answerOf(last: Message): AgentAnswer {
  const text = last.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
  return { text, json: last.info.structured ?? jsonFromText(text) };
}
