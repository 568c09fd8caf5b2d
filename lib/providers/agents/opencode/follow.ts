import { setTimeout as sleep } from "node:timers/promises";
import {
  type AgentEndpoint,
  type AgentEvent,
  AgentUnreachable,
  type FollowLimits,
  type FollowOptions,
} from "#lib/providers/agents/port.ts";
import { abortSession, readMessages, readStatus, readTruths } from "./client.ts";
import { describeError } from "./errors.ts";
import { eventOf } from "./map.ts";
import { type EventStream, openEventStream } from "./stream.ts";
import { createTranscript, type Transcript } from "./transcript.ts";
import { type Judgement, judgeTurn } from "./turn.ts";
import type { Message, SessionStatus, WireEvent } from "./wire.ts";

const defaultLimits: FollowLimits = {
  silenceMs: 30_000,
  unreachableAfterMs: 45_000,
  pollMs: 10_000,
  settleMs: 8_000,
  retryAttemptsMax: 6,
  brokenOffMax: 3,
};

const reconnectDelayMs = 500;
const unsettledPollMs = 500;

type Turn = {
  endpoint: AgentEndpoint;
  sessionId: string;
  since: string | null;
  limits: FollowLimits;
  transcript: Transcript;
  /** Since when the session has been idle without a finished answer. */
  unsettledSinceMs: number | null;
  /** When the agent last answered anything. */
  lastContactMs: number;
};

/**
 * Follows one turn to its end. After every connect the four truths are read again; between, events are passed on and the truth is
 * polled. Returns behind `turn_finished`, or when the signal is aborted; throws `AgentUnreachable` or `AgentRefused`.
 */
export async function* followTurn(
  endpoint: AgentEndpoint,
  sessionId: string,
  options: FollowOptions,
): AsyncGenerator<AgentEvent, void> {
  const turn: Turn = {
    endpoint,
    sessionId,
    since: options.since,
    limits: { ...defaultLimits, ...options.limits },
    transcript: createTranscript(sessionId, options.since),
    unsettledSinceMs: null,
    lastContactMs: Date.now(),
  };
  while (options.signal?.aborted !== true) {
    let stream: EventStream | null = null;
    const stop = () => stream?.close();
    options.signal?.addEventListener("abort", stop);
    try {
      stream = await openEventStream(endpoint, turn.limits.silenceMs);
      if (yield* followStream(turn, stream, options.signal)) return;
    } catch (error) {
      if (!(error instanceof AgentUnreachable)) throw error;
      if (Date.now() - turn.lastContactMs > turn.limits.unreachableAfterMs) throw error;
    } finally {
      options.signal?.removeEventListener("abort", stop);
      stop();
    }
    await sleep(reconnectDelayMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** Follows until the stream ends (false: connect again) or the turn does (true). */
async function* followStream(
  turn: Turn,
  stream: EventStream,
  signal: AbortSignal | undefined,
): AsyncGenerator<AgentEvent, boolean> {
  if (yield* readTruth(turn)) return true;
  let pollAtMs = nextPollMs(turn);
  while (signal?.aborted !== true) {
    const events = await stream.next(Math.max(0, pollAtMs - Date.now()));
    if (events === null) return false;
    if (events.length > 0) turn.lastContactMs = Date.now();
    for (const event of events) yield* turn.transcript.apply(event);
    if (yield* giveUpRetrying(turn)) return true;
    if (yield* giveUpAskingAgain(turn)) return true;
    const mayBeOver = events.some((event) => isEndHint(event, turn.sessionId));
    if (mayBeOver || Date.now() >= pollAtMs) {
      if (mayBeOver || (await looksOver(turn))) {
        if (yield* readTruth(turn)) return true;
      }
      pollAtMs = nextPollMs(turn);
    }
  }
  return true;
}

function nextPollMs(turn: Turn): number {
  return Date.now() + (turn.unsettledSinceMs === null ? turn.limits.pollMs : unsettledPollMs);
}

function isEndHint(event: WireEvent, sessionId: string): boolean {
  if (event.type === "session.idle" || event.type === "session.error")
    return event.properties.sessionID === sessionId;
  return false;
}

/** A look at the status and the last message only; the rest is read when this says that the turn may be over. */
async function looksOver(turn: Turn): Promise<boolean> {
  const status = await readStatus(turn.endpoint, turn.sessionId);
  turn.lastContactMs = Date.now();
  if (status.type === "idle") return true;
  const messages = await readMessages(turn.endpoint, turn.sessionId, 1);
  return judge(turn, messages, status).state !== "working";
}

function judge(turn: Turn, messages: readonly Message[], status: SessionStatus): Judgement {
  return judgeTurn({ messages, status, since: turn.since, nowMs: Date.now() });
}

/** Reads everything again and tells what is new; true when the turn is over. */
async function* readTruth(turn: Turn): AsyncGenerator<AgentEvent, boolean> {
  const truths = await readTruths(turn.endpoint, turn.sessionId);
  turn.lastContactMs = Date.now();
  yield* turn.transcript.reconcile(truths);
  const judgement = judge(turn, truths.messages, truths.status);
  if (judgement.state === "finished") {
    yield finishedEvent(turn, judgement);
    return true;
  }
  if (judgement.state === "working") {
    turn.unsettledSinceMs = null;
    return false;
  }
  turn.unsettledSinceMs ??= Date.now();
  if (Date.now() - turn.unsettledSinceMs < turn.limits.settleMs) return false;
  const error = turn.transcript.error();
  const message = judgement.hasBegun
    ? "The agent stopped in the middle of its turn."
    : "The agent took the prompt in and never began with it.";
  const answer = { text: "", json: null };
  yield* turn.transcript.interrupt();
  if (error === null) yield finishedEvent(turn, { reason: "interrupted", message, answer });
  else yield finishedEvent(turn, { reason: "error", message: describeError(error).message, answer });
  return true;
}

type End = Omit<Extract<Judgement, { state: "finished" }>, "state">;

function finishedEvent(turn: Turn, end: End): AgentEvent {
  const { reason, message, answer } = end;
  return eventOf(`turn:${turn.since ?? turn.sessionId}`, { kind: "turn_finished", reason, message, answer });
}

/** OpenCode asks a model again whose answer broke off, without end and without a pause. */
async function* giveUpAskingAgain(turn: Turn): AsyncGenerator<AgentEvent, boolean> {
  const times = turn.transcript.brokenOff();
  if (times < turn.limits.brokenOffMax) return false;
  await abortSession(turn.endpoint, turn.sessionId);
  const message = `The model's answer broke off ${times} times: its stream ended without saying that it was done.`;
  yield* turn.transcript.interrupt();
  yield finishedEvent(turn, { reason: "interrupted", message, answer: { text: "", json: null } });
  return true;
}

/** OpenCode retries a failing model for ever, with growing pauses. */
async function* giveUpRetrying(turn: Turn): AsyncGenerator<AgentEvent, boolean> {
  const status = turn.transcript.status();
  if (status.type !== "retry" || (status.attempt ?? 0) < turn.limits.retryAttemptsMax) return false;
  await abortSession(turn.endpoint, turn.sessionId);
  const message = `The model failed ${status.attempt} times: ${status.message ?? "no reason given"}`;
  const error = {
    kind: "error",
    name: "RetriesUsedUp",
    message,
    isRetryable: true,
    httpStatus: null,
  } as const;
  yield eventOf(`error:${turn.since ?? turn.sessionId}`, error);
  yield finishedEvent(turn, { reason: "error", message, answer: { text: "", json: null } });
  return true;
}
