import type { AgentEvent } from "#lib/providers/agents/port.ts";
import { abortedErrorName } from "./errors.ts";
import { errorEvent, eventOf, fileEvent, statusEvent, usageEvent } from "./map.ts";
import { createAsks } from "./transcript-asks.ts";
import { createParts } from "./transcript-parts.ts";
import type { MessageInfo, Part, SessionInfo, SessionStatus, Truths, WireError, WireEvent } from "./wire.ts";

/**
 * What is known of one session while it is followed. `reconcile` takes what was read after a connect, `apply` one event; both give
 * the port's events that are news. States only move forward: a buffered older event does not undo what was read meanwhile.
 */
export type Transcript = {
  reconcile: (truths: Truths) => AgentEvent[];
  apply: (event: WireEvent) => AgentEvent[];
  /** Ends the tools that a lost agent left running. */
  interrupt: () => AgentEvent[];
  status: () => SessionStatus;
  /** The error of the turn, if one was seen; it may have no message of its own. */
  error: () => WireError | null;
  /** How many answers in a row broke off before their end, without a call of a tool among them. */
  brokenOff: () => number;
};

export function createTranscript(sessionId: string, since: string | null): Transcript {
  const family = createFamily(sessionId);
  const parts = createParts(sessionId, since, family.has);
  const asks = createAsks(family.has);
  const turn = createTurnState(sessionId, since);
  const news = createNews();

  const takeMessage = (info: MessageInfo) => {
    parts.takeMessage(info);
    return turn.takeMessage(info);
  };

  const takePart = (part: Part, isLive: boolean) => {
    if (part.type === "tool") turn.takeProgress();
    return parts.take(part, isLive);
  };

  const reconcile = (truths: Truths): AgentEvent[] => {
    const usage = truths.sessions.flatMap(family.take);
    parts.distrustUnfinished();
    const told = [...truths.messages, ...truths.childMessages].flatMap((message) => [
      ...takeMessage(message.info),
      ...message.parts.flatMap((part) => takePart(part, false)),
    ]);
    const events = [
      ...usage.slice(-1),
      ...told,
      ...asks.reconcile(truths),
      ...turn.takeStatus(truths.status),
    ];
    const reconciled = eventOf("reconciled", { kind: "reconciled", openAskIds: asks.openIds() });
    return [...events.flatMap(news), reconciled];
  };

  const changesOf = (event: WireEvent): AgentEvent[] => {
    switch (event.type) {
      case "message.updated":
        return takeMessage(event.properties.info);
      case "message.part.updated":
        return takePart(event.properties.part, true);
      case "message.part.delta":
        return event.properties.field === "text" ? parts.takeDelta(event.properties) : [];
      case "session.created":
      case "session.updated":
        return family.take(event.properties.info);
      case "session.status":
        return event.properties.sessionID === sessionId ? turn.takeStatus(event.properties.status) : [];
      case "session.error":
        return event.properties.sessionID === sessionId ? turn.takeError(event.properties.error) : [];
      case "session.idle":
        return [];
      case "file.edited":
        return turn.takeFile(event.properties.file);
      default:
        return asks.apply(event);
    }
  };

  return {
    reconcile,
    apply: (event) => changesOf(event).flatMap(news),
    interrupt: () => parts.interrupt().flatMap(news),
    status: turn.status,
    error: turn.error,
    brokenOff: turn.brokenOff,
  };
}

/** Lets through what was not told before under its key. */
function createNews() {
  const told = new Map<string, string>();
  return (event: AgentEvent): AgentEvent[] => {
    if (told.get(event.key) === event.revision) return [];
    told.set(event.key, event.revision);
    return [event];
  };
}

/** The session and the children it started, with their totals. Those only grow: smaller ones are of an older event. */
function createFamily(sessionId: string) {
  const sessions = new Map<string, SessionInfo>([[sessionId, { id: sessionId }]]);
  return {
    has: (id: string) => sessions.has(id),
    take: (info: SessionInfo): AgentEvent[] => {
      const isOurs = sessions.has(info.id) || (info.parentID !== undefined && sessions.has(info.parentID));
      if (!isOurs || spentBy(info) < spentBy(sessions.get(info.id))) return [];
      sessions.set(info.id, info);
      return info.tokens === undefined ? [] : [usageEvent(sessions.values())];
    },
  };
}

function spentBy(info: SessionInfo | undefined): number {
  if (info?.tokens === undefined) return 0;
  const { input, output, reasoning, cache } = info.tokens;
  return input + output + reasoning + cache.read + cache.write;
}

/** What OpenCode calls the end of an answer whose stream was closed without saying why. It asks the model again. */
const brokenOffFinish = "unknown";

function createTurnState(sessionId: string, since: string | null) {
  let status: SessionStatus = { type: "busy" };
  let lastError: WireError | null = null;
  let filesEdited = 0;
  const brokenOff = new Set<string>();

  const takeError = (error: WireError | undefined): AgentEvent[] => {
    if (error === undefined || error.name === abortedErrorName) return [];
    lastError = error;
    return [errorEvent(since ?? sessionId, error)];
  };

  return {
    takeError,
    takeMessage: (info: MessageInfo): AgentEvent[] => {
      const isInTurn = info.sessionID === sessionId && (since === null || info.id >= since);
      if (!isInTurn) return [];
      if (info.finish === brokenOffFinish) brokenOff.add(info.id);
      else if (info.finish !== undefined) brokenOff.clear();
      return takeError(info.error);
    },
    takeProgress: () => brokenOff.clear(),
    takeStatus: (next: SessionStatus): AgentEvent[] => {
      status = next;
      return [statusEvent(next)];
    },
    /** Every edit is told, also the second one of a file. */
    takeFile: (path: string): AgentEvent[] => {
      filesEdited += 1;
      return [fileEvent(path, filesEdited)];
    },
    status: () => status,
    error: () => lastError,
    brokenOff: () => brokenOff.size,
  };
}
