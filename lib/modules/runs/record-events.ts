import { newId } from "#lib/kernel/ids.ts";
import { outputEventOf } from "#lib/modules/runs/output-event.ts";
import { askExpiresMs } from "#lib/modules/runs/rules.ts";
import {
  changeOwnRun,
  closeInteraction,
  findRun,
  insertInteraction,
  listOpenAsks,
  type NewEvent,
  type RunChange,
  type RunRow,
  renewRunLease,
  reopenUntold,
  writeRunEvents,
} from "#lib/modules/runs/store.ts";
import { askEvent, tellChanges, tellRun } from "#lib/modules/runs/tell.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import { withoutSecrets } from "#lib/platform/known-secrets.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { AgentEvent } from "#lib/providers/agents/port.ts";

const flushMs = 120;

export interface Recorder {
  add(event: AgentEvent): void;
  /** Writes what is waiting; throws where an earlier write failed or the run was taken over. */
  flush(): Promise<void>;
  /** When the agent last said something. */
  lastEventMs(): number;
  /** Aborts when a write failed: nothing more is written, and whoever follows next reads all of it again. */
  readonly failed: AbortSignal;
  stop(): void;
}

export interface Recording {
  platform: Platform;
  run: RunRow;
  owner: string;
  workspaceId: string;
  sessionId: string;
  source: "agent" | "reviewer";
  /** Set before every key, so that two sessions of a run do not meet. */
  prefix: string;
}

/** Stores what an agent says, gathered for a moment: of many states of one thing only the last is written. */
export function createRecorder(recording: Recording): Recorder {
  const waiting = new Map<string, AgentEvent>();
  let lastMs = Date.now();
  let chain: Promise<void> = Promise.resolve();
  const failed = new AbortController();
  const write = async () => {
    const events = [...waiting.values()];
    waiting.clear();
    if (events.length > 0) await writeAgentEvents(recording, events);
  };
  const flush = () => {
    chain = chain.then(write);
    chain.catch(() => failed.abort());
    return chain;
  };
  const timer = setInterval(() => void flush().catch(() => undefined), flushMs);
  return {
    add(event) {
      gather(waiting, event);
      lastMs = Date.now();
    },
    flush,
    lastEventMs: () => lastMs,
    failed: failed.signal,
    stop: () => clearInterval(timer),
  };
}

/**
 * Puts an event in the place of an earlier state of the same thing. What is said or done keeps the place of its first
 * word: a sentence that ends after the call it announces still stands above it. Facts count from when they were last told.
 */
export function gather(waiting: Map<string, AgentEvent>, event: AgentEvent): void {
  const isSaid = event.kind === "text" || event.kind === "reasoning" || event.kind === "tool";
  if (!isSaid) waiting.delete(event.key);
  waiting.set(event.key, event);
}

async function writeAgentEvents(recording: Recording, events: readonly AgentEvent[]): Promise<void> {
  const { platform, run, owner, workspaceId } = recording;
  await transact(platform.database, async (tx) => {
    const current = await renewRunLease(tx, run.id, owner);
    if (!current) throw new Error("Another supervisor has taken the run over.");
    const written: NewEvent[] = [];
    for (const event of events) written.push(...(await eventsFor(tx, recording, event)));
    await writeRunEvents(tx, run.id, written, owner);
    const change = await changeBy(tx, recording, current, events);
    if (Object.keys(change).length > 0) {
      await changeOwnRun(tx, run.id, owner, change);
      tellRun(tx, run);
    }
    if (events.some(mayHaveChangedFiles)) {
      const { projectId } = run;
      tellChanges(tx, run);
      publish(tx, { topic: "files", name: "files.changed", subjectId: workspaceId, projectId });
      publish(tx, { topic: "git", name: "git.changed", subjectId: workspaceId, projectId });
    }
  });
}

/** A command may have written whatever it liked; OpenCode tells only what its own tools have edited. */
const mayHaveChangedFiles = (event: AgentEvent): boolean =>
  event.kind === "file_edited" ||
  (event.kind === "tool" && event.name === "bash" && event.state === "completed");

async function eventsFor(tx: Tx, recording: Recording, event: AgentEvent): Promise<NewEvent[]> {
  const { run, source, prefix } = recording;
  switch (event.kind) {
    case "permission":
    case "question":
      return askedOrSettled(tx, run.id, event);
    case "reconciled": {
      const gone = (await listOpenAsks(tx, run.id)).filter(
        ({ externalId }) => !event.openAskIds.includes(externalId ?? ""),
      );
      const settled: NewEvent[] = [];
      for (const { id } of gone) {
        const closed = await closeInteraction(tx, id, { state: "settled" });
        if (closed) settled.push(askEvent(closed, null));
      }
      const untold = await reopenUntold(tx, run.id, event.openAskIds);
      return [...settled, ...untold.map((ask) => askEvent(ask, null))];
    }
    default:
      return outputEventOf(event, source, prefix, run.state);
  }
}

type Ask = Extract<AgentEvent, { kind: "permission" | "question" }>;

async function askedOrSettled(tx: Tx, runId: string, event: Ask): Promise<NewEvent[]> {
  if (event.state === "asked") {
    const { kind, id: externalId } = event;
    const asked = await insertInteraction(tx, {
      id: newId(),
      runId,
      kind,
      state: "open",
      externalId,
      request: requestOf(event),
      expiresAt: new Date(Date.now() + askExpiresMs),
    });
    return asked ? [askEvent(asked, null)] : [];
  }
  // What a person answered here says so already; this one was answered or dropped elsewhere.
  const open = (await listOpenAsks(tx, runId)).find(({ externalId }) => externalId === event.id);
  const answer = event.kind === "permission" ? { reply: event.reply } : { answers: event.answers };
  const closed = open ? await closeInteraction(tx, open.id, { state: "settled", answer }) : null;
  return closed ? [askEvent(closed, null)] : [];
}

function requestOf(event: Ask): Record<string, unknown> {
  if (event.kind === "question") return { questionId: event.id, questions: event.questions };
  const { id: permissionId, permission, title, patterns, suggested } = event;
  return { permissionId, permission, title: withoutSecrets(title), patterns, suggested };
}

/** What the events change of the run itself: what it does now, whether it waits, what it has cost. */
async function changeBy(
  tx: Tx,
  { run, source, sessionId }: Recording,
  current: RunRow,
  events: readonly AgentEvent[],
): Promise<RunChange> {
  const change: RunChange = {};
  const activity = activityOf(events);
  if (activity !== undefined && activity !== current.activity) change.activity = activity;
  if (source === "agent" && (current.state === "running" || current.state === "waiting")) {
    const state = (await listOpenAsks(tx, run.id)).length > 0 ? "waiting" : "running";
    if (state !== current.state) change.state = state;
  }
  const used = events.findLast((event) => event.kind === "usage");
  // What the run has cost in all is counted by the gateway; this tells what fell to each of its sessions.
  if (used) {
    const { tokens, costUsd } = used;
    change.usage = { ...current.usage, [sessionId]: { tokens, costUsd } };
  }
  return change;
}

const activityMax = 160;

/** What the card says that the agent does; undefined where the events say nothing about it. */
export function activityOf(events: readonly AgentEvent[]): string | undefined {
  const asked = events.map(wordsOfAsk).findLast((words) => words !== undefined);
  if (asked !== undefined) return withoutSecrets(asked).slice(0, activityMax);
  const last = events.findLast(
    // The call that asks a question is told again while the question stands.
    (event) =>
      (event.kind === "tool" && event.name !== "question") ||
      event.kind === "reasoning" ||
      event.kind === "text",
  );
  if (last === undefined) return undefined;
  if (last.kind === "tool")
    return withoutSecrets(`${last.name} ${last.title ?? ""}`.trim()).slice(0, activityMax);
  return last.kind === "reasoning" ? "Thinks" : "Writes";
}

/** `“Which colour?”`, `Asks: Run a command: git push`. */
function wordsOfAsk(event: AgentEvent): string | undefined {
  if (event.kind === "permission" && event.state === "asked") {
    return `Asks: ${event.title}`;
  }
  if (event.kind !== "question" || event.state !== "asked") return undefined;
  return `“${event.questions[0]?.question ?? "A question"}”`;
}

/** The run as it is now, where this supervisor still holds it. */
export async function readOwnRun(platform: Platform, id: string, owner: string): Promise<RunRow | null> {
  const run = await findRun(platform.database.orm, id);
  return run?.leaseOwner === owner ? run : null;
}
