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
  const watch = setInterval(() => void look(following, recorder.lastEventMs, giveUp), watchMs);
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

/** Whether the agent still lives and speaks; a workspace that does not answer is left to `follow` to judge. */
async function look(
  { recording, address, endpoint, silenceMs }: Following,
  lastEventMs: () => number,
  giveUp: (message: string) => void,
): Promise<void> {
  const { platform, run } = recording;
  try {
    const agent = await findRunAgent(address, run.id);
    if (agent === null) return giveUp("The agent's server ended in the middle of its turn.");
    const waits = await expireAsks(platform, run.id, endpoint);
    if (!waits && Date.now() - lastEventMs() > silenceMs) {
      giveUp(`The agent has said nothing for ${wordsOf(silenceMs)}.`);
    }
  } catch (error) {
    platform.log.debug({ err: error, runId: run.id }, "the agent of a run could not be looked at");
  }
}

const wordsOf = (ms: number): string => (ms < 60_000 ? `${ms / 1000} seconds` : `${ms / 60_000} minutes`);
