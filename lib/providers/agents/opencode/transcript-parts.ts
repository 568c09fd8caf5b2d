import type { AgentEvent } from "#lib/providers/agents/port.ts";
import { structuredToolName, textEvent, toolEvent } from "./map.ts";
import type { MessageInfo, Part, TextPart, ToolPart } from "./wire.ts";

/** `isWhole`: nothing of the text was missed so far, so the next delta may be added to it. */
type KnownText = { part: TextPart; isWhole: boolean };

const toolRank = { pending: 0, running: 1, completed: 2, error: 2 };

/** The texts and tools of a session's messages from `since` on. A state never goes back. */
export function createParts(sessionId: string, since: string | null) {
  const roles = new Map<string, MessageInfo["role"]>();
  const texts = new Map<string, KnownText>();
  const tools = new Map<string, ToolPart>();

  const tellText = (part: TextPart, delta: string | null) => [
    textEvent(part, roles.get(part.messageID) ?? "assistant", delta),
  ];

  const takeText = (part: TextPart, isLive: boolean): AgentEvent[] => {
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
    return part.tool === structuredToolName ? [] : [toolEvent(part)];
  };

  return {
    takeMessage: (info: MessageInfo) => {
      roles.set(info.id, info.role);
    },
    take: (part: Part, isLive: boolean): AgentEvent[] => {
      const isInTurn = part.sessionID === sessionId && (since === null || part.messageID >= since);
      if (!isInTurn || part.type === "other") return [];
      if (part.type === "tool") return takeTool(part);
      return part.synthetic === true ? [] : takeText(part, isLive);
    },
    takeDelta: ({ partID, delta }: { partID: string; delta: string }): AgentEvent[] => {
      const known = texts.get(partID);
      if (known === undefined || !known.isWhole || isFinished(known.part)) return [];
      const part = { ...known.part, text: known.part.text + delta };
      texts.set(partID, { part, isWhole: true });
      return tellText(part, delta);
    },
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

function isFinished(part: TextPart | undefined): boolean {
  return part?.time?.end !== undefined;
}
