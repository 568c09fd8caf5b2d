import type { AgentEvent } from "#lib/providers/agents/port.ts";
import { childSessionOf, structuredToolName, textEvent, toolEvent } from "./map.ts";
import type { MessageInfo, Part, TextPart, ToolPart } from "./wire.ts";

/** `isWhole`: nothing of the text was missed so far, so the next delta may be added to it. */
type KnownText = { part: TextPart; isWhole: boolean };

/** Of a sub-agent whose call is not known; what is left out is read again with the next truth. */
const heldMax = 2_000;

const toolRank = { pending: 0, running: 1, completed: 2, error: 2 };

/**
 * The texts and tools of a session's messages from `since` on, and of the sub-agents that it started: what those say is held
 * back until the call is known that it stands within. A state never goes back.
 */
export function createParts(sessionId: string, since: string | null, isOurs: (sessionId: string) => boolean) {
  const roles = new Map<string, MessageInfo["role"]>();
  const texts = new Map<string, KnownText>();
  const tools = new Map<string, ToolPart>();
  /** By the session of a sub-agent, the part that started it. */
  const calls = new Map<string, string>();
  const held = new Map<string, (() => AgentEvent[])[]>();

  const withinOf = (part: Part): string | null => calls.get(part.sessionID) ?? null;
  const tellText = (part: TextPart, delta: string | null) => [
    textEvent(part, roles.get(part.messageID) ?? "assistant", delta, withinOf(part)),
  ];

  const takeText = (part: TextPart, isLive: boolean): AgentEvent[] => {
    // What a sub-agent is asked stands in the call.
    if (part.sessionID !== sessionId && roles.get(part.messageID) === "user") return [];
    const known = texts.get(part.id);
    const isStart = isLive && part.text === "";
    if (isFinished(known?.part) && !isFinished(part)) return [];
    // Deltas are not stored on the other side: what is read again may be shorter than what we heard.
    if (known !== undefined && !isFinished(part) && known.part.text.startsWith(part.text)) {
      texts.set(part.id, { part: known.part, isWhole: known.isWhole || isStart });
      return [];
    }
    texts.set(part.id, { part, isWhole: isFinished(part) || isStart });
    return tellText(part, null);
  };

  const takeTool = (part: ToolPart): AgentEvent[] => {
    const known = tools.get(part.id);
    if (known !== undefined && toolRank[part.state.status] < toolRank[known.state.status]) return [];
    tools.set(part.id, part);
    if (part.tool === structuredToolName) return [];
    const child = childSessionOf(part);
    const isNewCall = child !== null && !calls.has(child);
    if (isNewCall) calls.set(child, part.id);
    const told = [toolEvent(part, withinOf(part))];
    if (!isNewCall) return told;
    const before = held.get(child) ?? [];
    held.delete(child);
    return [...told, ...before.flatMap((tell) => tell())];
  };

  const takeNow = (part: Part, isLive: boolean): AgentEvent[] => {
    if (part.type === "other") return [];
    if (part.type === "tool") return takeTool(part);
    return part.synthetic === true ? [] : takeText(part, isLive);
  };

  const takeDelta = ({ partID, delta }: Delta): AgentEvent[] => {
    const known = texts.get(partID);
    if (known === undefined || !known.isWhole || isFinished(known.part)) return [];
    const part = { ...known.part, text: known.part.text + delta };
    texts.set(partID, { part, isWhole: true });
    return tellText(part, delta);
  };

  /** Once the call is known within which the session speaks. */
  const whenKnown = (session: string, tell: () => AgentEvent[]): AgentEvent[] => {
    if (session === sessionId || calls.has(session)) return tell();
    if (!isOurs(session)) return [];
    const waiting = held.get(session) ?? [];
    if (waiting.length < heldMax) waiting.push(tell);
    held.set(session, waiting);
    return [];
  };

  return {
    takeMessage: (info: MessageInfo) => {
      roles.set(info.id, info.role);
    },
    take: (part: Part, isLive: boolean): AgentEvent[] => {
      const isInTurn = since === null || part.messageID >= since;
      return isInTurn ? whenKnown(part.sessionID, () => takeNow(part, isLive)) : [];
    },
    takeDelta: (delta: Delta): AgentEvent[] => whenKnown(delta.sessionID, () => takeDelta(delta)),
    /** After a new connect a piece of every flowing text may be missing: it waits for the finished one. */
    distrustUnfinished: () => {
      for (const [id, { part }] of texts) texts.set(id, { part, isWhole: isFinished(part) });
    },
    interrupt: (): AgentEvent[] =>
      [...tools.values()]
        .filter((part) => toolRank[part.state.status] < toolRank.error)
        .flatMap((part) =>
          takeTool({
            ...part,
            state: { ...part.state, status: "error", error: "The agent stopped while this ran." },
          }),
        ),
  };
}

type Delta = { sessionID: string; partID: string; delta: string };

function isFinished(part: TextPart | undefined): boolean {
  return part?.time?.end !== undefined;
}
