import { expireAsks } from "#lib/modules/runs/expire-asks.ts";
import { createRecorder, type Recording } from "#lib/modules/runs/record-events.ts";
import type { RunLease } from "#lib/modules/runs/run-lease.ts";
import { findRunAgent, openDriver } from "#lib/modules/runs/run-place.ts";
import type { AgentAnswer, AgentEndpoint, TurnEnd } from "#lib/providers/agents/port.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

const watchMs = 2_000;
/** What an agent may take to stop when it is told to. */
const abortMs = 10_000;

export interface Turn {
  reason: TurnEnd;
  message: string | null;
  answer: AgentAnswer;
}

interface Following {
  recording: Recording;
  lease: RunLease;
  address: WorkspacedAddress;
  endpoint: AgentEndpoint;
  messageId: string;
  silenceMs: number;
}

const nothing: AgentAnswer = { text: "", json: null };

/**
 * Follows one turn to its end and stores all of it. Ends as `interrupted` when the agent's server is gone or says
 * nothing for too long; null when this supervisor has lost the run, or a person asked to stop: the run's row says who.
 */
export async function followSession(following: Following): Promise<Turn | null> {
  const { recording, lease, endpoint, messageId } = following;
  const { sessionId } = recording;
  const driver = await openDriver();
  const recorder = createRecorder(recording);
  const over = new AbortController();
  let why: string | null = null;
  const giveUp = (message: string) => {
    why ??= message;
    over.abort();
  };
  const onAbortAsked = () => {
    setTimeout(() => over.abort(), abortMs).unref();
    driver.abort(endpoint, sessionId).catch(() => over.abort());
  };
  lease.abortAsked.addEventListener("abort", onAbortAsked, { once: true });
  if (lease.abortAsked.aborted) onAbortAsked();
  let waitedMs = 0;
  const isSilent = () => Date.now() - Math.max(recorder.lastEventMs(), waitedMs) > following.silenceMs;
  const watch = setInterval(async () => {
    const seen = await look(following);
    // An agent that waits for a person is not silent, and has its time again once it was answered.
    if (seen === "waits") waitedMs = Date.now();
    if (seen === "gone") giveUp("The agent's server ended in the middle of its turn.");
    if (seen === "works" && isSilent()) {
      giveUp(`The agent has said nothing for ${wordsOf(following.silenceMs)}.`);
    }
  }, watchMs);
  let turn: Turn | null = null;
  try {
    const signal = AbortSignal.any([lease.signal, over.signal]);
    for await (const event of driver.follow(endpoint, sessionId, { since: messageId, signal })) {
      if (event.kind === "turn_finished") turn = event;
      else recorder.add(event);
    }
    await recorder.flush();
  } finally {
    clearInterval(watch);
    recorder.stop();
    lease.abortAsked.removeEventListener("abort", onAbortAsked);
  }
  if (lease.signal.aborted || lease.abortAsked.aborted) return null;
  return turn ?? { reason: "interrupted", message: why, answer: nothing };
}

/** How it is with the agent; one that cannot be looked at is left to `follow` to judge. */
async function look({
  recording: { platform, run },
  address,
  endpoint,
}: Following): Promise<"works" | "waits" | "gone" | "unknown"> {
  try {
    const agent = await findRunAgent(address, run.id);
    if (agent === null) return "gone";
    return (await expireAsks(platform, run.id, endpoint)) ? "waits" : "works";
  } catch (error) {
    platform.log.debug({ err: error, runId: run.id }, "the agent of a run could not be looked at");
    return "unknown";
  }
}

const wordsOf = (ms: number): string => (ms < 60_000 ? `${ms / 1000} seconds` : `${ms / 60_000} minutes`);
