import type { AgentEvent } from "#lib/providers/agents/port.ts";
import { abortedErrorName } from "./errors.ts";
import {
  errorEvent,
  eventOf,
  fileEvent,
  permissionEvent,
  questionEvent,
  statusEvent,
  structuredToolName,
  textEvent,
  toolEvent,
  usageEvent,
} from "./map.ts";
import type {
  MessageInfo,
  Part,
  Permission,
  Question,
  SessionInfo,
  SessionStatus,
  TextPart,
  ToolPart,
  Truths,
  WireError,
  WireEvent,
} from "./wire.ts";

/**
 * What is known of one session while it is followed. `reconcile` takes what was read after a connect, `apply` one event; both give
 * the port's events that are news. States only move forward: a buffered older event does not undo what was read meanwhile.
 */
export type Transcript = {
  reconcile: (truths: Truths) => AgentEvent[];
  apply: (event: WireEvent) => AgentEvent[];
  status: () => SessionStatus;
  /** The error of the turn, if one was seen; it may have no message of its own. */
  error: () => WireError | null;
};

type KnownText = { part: TextPart; isWhole: boolean };

const toolRank = { pending: 0, running: 1, completed: 2, error: 2 };

export function createTranscript(sessionId: string, since: string | null): Transcript {
  const family = new Map<string, SessionInfo>([[sessionId, { id: sessionId }]]);
  const roles = new Map<string, MessageInfo["role"]>();
  const texts = new Map<string, KnownText>();
  const tools = new Map<string, ToolPart>();
  const openPermissions = new Map<string, Permission>();
  const openQuestions = new Map<string, Question>();
  const settled = new Set<string>();
  const told = new Map<string, string>();
  let status: SessionStatus = { type: "busy" };
  let lastError: WireError | null = null;
  let filesEdited = 0;

  const news = (event: AgentEvent): AgentEvent[] => {
    if (told.get(event.key) === event.revision) return [];
    told.set(event.key, event.revision);
    return [event];
  };
  const isInTurn = (messageId: string) => since === null || messageId >= since;

  const takeMessage = (info: MessageInfo): AgentEvent[] => {
    if (info.sessionID !== sessionId) return [];
    roles.set(info.id, info.role);
    if (info.error === undefined || info.error.name === abortedErrorName || !isInTurn(info.id)) return [];
    return takeError(info.error);
  };

  const takeError = (error: WireError): AgentEvent[] => {
    lastError = error;
    return news(errorEvent(since ?? sessionId, error));
  };

  const takeText = (part: TextPart, isStart: boolean): AgentEvent[] => {
    const role = roles.get(part.messageID) ?? "assistant";
    const known = texts.get(part.id);
    const isFinished = part.time?.end !== undefined;
    if (known?.part.time?.end !== undefined && !isFinished) return [];
    if (known !== undefined && !isFinished && known.part.text.startsWith(part.text)) {
      texts.set(part.id, { ...known, isWhole: known.isWhole || isStart });
      return [];
    }
    // Text that was already flowing when we connected misses a piece: its deltas wait for the finished text.
    texts.set(part.id, { part, isWhole: isFinished || isStart });
    return part.text === "" ? [] : news(textEvent(part, role, null));
  };

  const takeTool = (part: ToolPart): AgentEvent[] => {
    const known = tools.get(part.id);
    if (known !== undefined && toolRank[part.state.status] < toolRank[known.state.status]) return [];
    tools.set(part.id, part);
    return part.tool === structuredToolName ? [] : news(toolEvent(part));
  };

  const takePart = (part: Part, isLive: boolean): AgentEvent[] => {
    if (part.sessionID !== sessionId || !isInTurn(part.messageID)) return [];
    if (part.type === "tool") return takeTool(part);
    if (part.type === "other" || part.synthetic === true) return [];
    return takeText(part, isLive && part.text === "");
  };

  const takeDelta = (partId: string, delta: string): AgentEvent[] => {
    const known = texts.get(partId);
    if (known === undefined || !known.isWhole || known.part.time?.end !== undefined) return [];
    const part = { ...known.part, text: known.part.text + delta };
    texts.set(partId, { ...known, part });
    return news(textEvent(part, roles.get(part.messageID) ?? "assistant", delta));
  };

  const takePermission = (asked: Permission): AgentEvent[] => {
    if (!family.has(asked.sessionID) || settled.has(asked.id)) return [];
    openPermissions.set(asked.id, asked);
    return news(permissionEvent(asked, null));
  };

  const takeQuestion = (asked: Question): AgentEvent[] => {
    if (!family.has(asked.sessionID) || settled.has(asked.id)) return [];
    openQuestions.set(asked.id, asked);
    return news(questionEvent(asked, null));
  };

  const settle = (
    id: string,
    tell: { permission?: Parameters<typeof permissionEvent>[1]; answers?: string[][] },
  ) => {
    const permission = openPermissions.get(id);
    const question = openQuestions.get(id);
    settled.add(id);
    openPermissions.delete(id);
    openQuestions.delete(id);
    if (permission !== undefined)
      return news(permissionEvent(permission, tell.permission ?? { reply: null }));
    if (question !== undefined) return news(questionEvent(question, { answers: tell.answers ?? null }));
    return [];
  };

  const takeSession = (info: SessionInfo): AgentEvent[] => {
    const isOurs = family.has(info.id) || (info.parentID !== undefined && family.has(info.parentID));
    if (!isOurs) return [];
    family.set(info.id, info);
    return info.tokens === undefined ? [] : news(usageEvent(family.values()));
  };

  const takeStatus = (next: SessionStatus): AgentEvent[] => {
    status = next;
    return news(statusEvent(next));
  };

  const reconcile = (truths: Truths): AgentEvent[] => {
    const events = truths.sessions.flatMap(takeSession);
    for (const known of texts.values()) known.isWhole = known.part.time?.end !== undefined;
    for (const message of truths.messages) {
      events.push(...takeMessage(message.info), ...message.parts.flatMap((part) => takePart(part, false)));
    }
    events.push(...truths.permissions.flatMap(takePermission), ...truths.questions.flatMap(takeQuestion));
    const listed = new Set([...truths.permissions, ...truths.questions].map((asked) => asked.id));
    const vanished = [...openPermissions.keys(), ...openQuestions.keys()].filter((id) => !listed.has(id));
    events.push(...vanished.flatMap((id) => settle(id, {})), ...takeStatus(truths.status));
    const openAskIds = [...openPermissions.keys(), ...openQuestions.keys()];
    events.push(eventOf("reconciled", { kind: "reconciled", openAskIds }));
    return events;
  };

  const apply = (event: WireEvent): AgentEvent[] => {
    switch (event.type) {
      case "message.updated":
        return takeMessage(event.properties.info);
      case "message.part.updated":
        return takePart(event.properties.part, true);
      case "message.part.delta":
        return event.properties.field === "text"
          ? takeDelta(event.properties.partID, event.properties.delta)
          : [];
      case "session.created":
      case "session.updated":
        return takeSession(event.properties.info);
      case "session.status":
        return event.properties.sessionID === sessionId ? takeStatus(event.properties.status) : [];
      case "permission.asked":
        return takePermission(event.properties);
      case "permission.replied":
        return settle(event.properties.requestID, { permission: { reply: event.properties.reply } });
      case "question.asked":
        return takeQuestion(event.properties);
      case "question.replied":
        return settle(event.properties.requestID, { answers: event.properties.answers });
      case "question.rejected":
        return settle(event.properties.requestID, {});
      case "file.edited":
        filesEdited += 1;
        return news(fileEvent(event.properties.file, filesEdited));
      case "session.error": {
        const { sessionID, error } = event.properties;
        if (sessionID !== sessionId || error === undefined || error.name === abortedErrorName) return [];
        return takeError(error);
      }
      case "session.idle":
        return [];
    }
  };

  return { reconcile, apply, status: () => status, error: () => lastError };
}
