import { answerByRules } from "#lib/modules/runs/answer-by-rule.ts";
import { expireAsks } from "#lib/modules/runs/expire-asks.ts";
import { createRecorder, type Recording } from "#lib/modules/runs/record-events.ts";
import type { RunLimits } from "#lib/modules/runs/rules.ts";
import type { RunLease } from "#lib/modules/runs/run-lease.ts";
import { findRunAgent, openDriver, placeOf } from "#lib/modules/runs/run-place.ts";
import type { AgentAnswer, AgentEndpoint, AgentEvent, TurnEnd } from "#lib/providers/agents/port.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

const watchMs = 2_000;
/** What an agent may take to stop when it is told to. */
const abortMs = 10_000;
/** Who interrupts wants it to go on: it is given more time before it counts as hung. */
const interruptMs = 30_000;

export interface Turn {
  reason: TurnEnd;
  /** The agent itself did not end it: it is gone, or does nothing any more. */
  isGivenUp: boolean;
  message: string | null;
  answer: AgentAnswer;
}

interface Following {
  recording: Recording;
  lease: RunLease;
  address: WorkspacedAddress;
  endpoint: AgentEndpoint;
  messageId: string;
  limits: Pick<RunLimits, "silenceMs" | "answerCharactersMax">;
}

const nothing: AgentAnswer = { text: "", json: null };

/**
 * Follows one turn to its end and stores all of it. Ends as `interrupted` when the agent's server is gone or says
 * nothing for too long; null where the run has to be looked at anew: this supervisor has lost it, a person asked to stop,
 * or its workspace came back at another address. Throws where what the agent says could not be stored.
 */
export async function followSession(following: Following): Promise<Turn | null> {
  const { recording, lease, endpoint, messageId, limits } = following;
  const { sessionId } = recording;
  const driver = await openDriver();
  const recorder = createRecorder(recording);
  const over = new AbortController();
  let why: string | null = null;
  const giveUp = (message: string) => {
    why ??= message;
    over.abort();
  };
  const stopTurn = () => {
    const patienceMs = lease.abortAsked.aborted ? abortMs : interruptMs;
    setTimeout(() => giveUp("The agent did not stop when it was told to."), patienceMs).unref();
    driver.abort(endpoint, sessionId).catch(() => giveUp("The agent could not be told to stop."));
  };
  const stopAsked = AbortSignal.any([lease.abortAsked, lease.interruptAsked]);
  stopAsked.addEventListener("abort", stopTurn, { once: true });
  if (stopAsked.aborted) stopTurn();
  let waitedMs = 0;
  let hasMoved = false;
  const isSilent = () => Date.now() - Math.max(recorder.lastEventMs(), waitedMs) > limits.silenceMs;
  const looks = createLooks(following);
  const watch = setInterval(async () => {
    const seen = await looks.look();
    if (seen === "moved") {
      hasMoved = true;
      over.abort();
    }
    // A turn that was about to begin when it was told to stop did not hear it.
    if (stopAsked.aborted && (seen === "works" || seen === "waits"))
      await driver.abort(endpoint, sessionId).catch(() => undefined);
    // An agent that waits for a person is not silent, and has its time again once it was answered.
    if (seen === "waits") waitedMs = Date.now();
    if (seen === "gone") giveUp("The agent's server ended in the middle of its turn.");
    if (seen === "works" && isSilent()) {
      giveUp(`The agent has said nothing for ${wordsOf(limits.silenceMs)}.`);
    }
  }, watchMs);
  let turn: Omit<Turn, "isGivenUp"> | null = null;
  try {
    const signal = AbortSignal.any([lease.signal, over.signal, recorder.failed]);
    for await (const event of driver.follow(endpoint, sessionId, { since: messageId, signal })) {
      if (event.kind === "turn_finished") turn = event;
      else recorder.add(event);
      // What a rule answers waits for nobody, not even for the next look.
      if (event.kind === "permission" && event.state === "asked")
        void recorder.flush().then(looks.look, () => undefined);
      if (lengthOf(event) > limits.answerCharactersMax)
        giveUp(
          `The model's answer came to no end: it was stopped after ${limits.answerCharactersMax} characters.`,
        );
    }
    await recorder.flush();
  } finally {
    clearInterval(watch);
    recorder.stop();
    stopAsked.removeEventListener("abort", stopTurn);
    await looks.settled();
  }
  if (lease.signal.aborted || lease.abortAsked.aborted) return null;
  if (hasMoved && !turn) return null;
  if (turn) return { ...turn, isGivenUp: false };
  return { reason: "interrupted", isGivenUp: true, message: why, answer: nothing };
}

/** Looks that may be under way at the same time: whoever follows the run next, or asks for it, is to meet none of them. */
function createLooks(following: Following) {
  const underWay = new Set<Promise<unknown>>();
  return {
    look() {
      const one = look(following).finally(() => underWay.delete(one));
      underWay.add(one);
      return one;
    },
    settled: () => Promise.all(underWay),
  };
}

/**
 * How it is with the agent; one that cannot be looked at is left to `follow` to judge, unless its workspace was started
 * anew meanwhile and answers elsewhere: the agent may have outlived that.
 */
async function look(following: Following): Promise<"works" | "waits" | "gone" | "moved" | "unknown"> {
  const { recording, address, endpoint } = following;
  const { platform, run } = recording;
  try {
    const agent = await findRunAgent(address, run.id);
    if (agent === null) return "gone";
    await answerByRules(platform, run, endpoint);
    return (await expireAsks(platform, run.id, endpoint)) ? "waits" : "works";
  } catch (error) {
    platform.log.debug({ err: error, runId: run.id }, "the agent of a run could not be looked at");
    const now = await placeOf(platform, run.projectId).catch(() => null);
    return now !== null && now.address.baseUrl !== address.baseUrl ? "moved" : "unknown";
  }
}

const lengthOf = (event: AgentEvent): number =>
  event.kind === "text" || event.kind === "reasoning" ? event.text.length : 0;

const wordsOf = (ms: number): string => (ms < 60_000 ? `${ms / 1000} seconds` : `${ms / 60_000} minutes`);
