import { createHash } from "node:crypto";
import { withoutSecrets } from "#lib/platform/known-secrets.ts";
import type { AgentEvent, AgentEventBody, AgentTokens, PermissionReply } from "#lib/providers/agents/port.ts";
import { describeError } from "./errors.ts";
import type {
  MessageInfo,
  Permission,
  Question,
  SessionInfo,
  SessionStatus,
  TextPart,
  ToolPart,
  WireError,
} from "./wire.ts";

/**
 * OpenCode's words end here: functions from its parts to the port's events. Before anything is cut, secrets are taken out:
 * a cut through one would leave a piece that nobody knows.
 */

const inputStringCharsMax = 8_000;
const outputHeadChars = 12_000;
const outputTailChars = 4_000;
const patchCharsMax = 32_000;

/** The tool OpenCode adds for a structured answer; the answer is told with the end of the turn. */
export const structuredToolName = "StructuredOutput";

/** The revision is a digest of the state, so it is the same after any restart; `delta` is no state. */
export function eventOf(key: string, body: AgentEventBody): AgentEvent {
  const state = "delta" in body ? { ...body, delta: null } : body;
  const revision = createHash("sha256").update(JSON.stringify(state)).digest("base64url").slice(0, 16);
  return { key, revision, ...body };
}

export function textEvent(
  part: TextPart,
  role: MessageInfo["role"],
  delta: string | null,
  within: string | null,
): AgentEvent {
  const isFinished = role === "user" || part.time?.end !== undefined;
  const state = { within, messageId: part.messageID, partId: part.id, text: part.text, delta, isFinished };
  return eventOf(
    part.id,
    part.type === "text" ? { kind: "text", role, ...state } : { kind: "reasoning", ...state },
  );
}

export function toolEvent(part: ToolPart, within: string | null): AgentEvent {
  const { state } = part;
  const running = state.metadata?.output;
  const told = state.output ?? (typeof running === "string" ? running : null);
  const output = told === null ? null : withoutSecrets(told);
  const cut = output === null ? null : cutMiddle(output);
  return eventOf(part.id, {
    kind: "tool",
    within,
    messageId: part.messageID,
    partId: part.id,
    callId: part.callID,
    name: part.tool,
    state: state.status,
    title: state.title ?? null,
    input: cutStrings(state.input),
    output: cut,
    // What it keeps of a long output may be short enough for us.
    isOutputCut: cut !== output || state.metadata?.truncated === true,
    error: state.error ?? null,
    diff: diffOf(state.metadata ?? {}),
    patch: patchOf(state.metadata ?? {}),
    exitCode: typeof state.metadata?.exit === "number" ? state.metadata.exit : null,
    startedAtMs: state.time?.start ?? null,
    endedAtMs: state.time?.end ?? null,
  });
}

function cutMiddle(text: string): string {
  if (text.length <= outputHeadChars + outputTailChars) return text;
  const left = text.length - outputHeadChars - outputTailChars;
  return `${text.slice(0, outputHeadChars)}\n… ${left} characters left out …\n${text.slice(-outputTailChars)}`;
}

function cutStrings(input: Record<string, unknown>): Record<string, unknown> {
  const cut = (value: unknown) =>
    typeof value === "string" && value.length > inputStringCharsMax
      ? `${withoutSecrets(value).slice(0, inputStringCharsMax)}…`
      : value;
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, cut(value)]));
}

/** `edit` tells one file, `apply_patch` several; other tools tell nothing. */
function diffOf(metadata: Record<string, unknown>): { additions: number; deletions: number } | null {
  const files = Array.isArray(metadata.files) ? metadata.files : [metadata.filediff];
  const counts = files.flatMap((file: unknown) => {
    if (typeof file !== "object" || file === null) return [];
    const { additions, deletions } = file as Record<string, unknown>;
    return typeof additions === "number" && typeof deletions === "number" ? [{ additions, deletions }] : [];
  });
  if (counts.length === 0) return null;
  return {
    additions: counts.reduce((sum, count) => sum + count.additions, 0),
    deletions: counts.reduce((sum, count) => sum + count.deletions, 0),
  };
}

/** `edit` and `apply_patch` tell it; half a patch would be a wrong one. */
function patchOf({ diff }: Record<string, unknown>): string | null {
  return typeof diff === "string" && diff !== "" && diff.length <= patchCharsMax ? diff : null;
}

/** The session of the sub-agent that a call has started; null for other calls, or while that is not known. */
export function childSessionOf({ tool, state }: ToolPart): string | null {
  const id = state.metadata?.sessionId;
  return tool === "task" && typeof id === "string" ? id : null;
}

export function permissionEvent(
  asked: Permission,
  settled: { reply: PermissionReply | null } | null,
): AgentEvent {
  return eventOf(`permission:${asked.id}`, {
    kind: "permission",
    id: asked.id,
    state: settled === null ? "asked" : "settled",
    reply: settled?.reply ?? null,
    permission: asked.permission,
    title: permissionTitle(asked),
    patterns: asked.patterns,
    suggested: asked.always,
    metadata: cutStrings(asked.metadata),
    callId: asked.tool?.callID ?? null,
  });
}

function permissionTitle(asked: Permission): string {
  const command = asked.metadata.command;
  const subject =
    typeof command === "string" ? withoutSecrets(command).slice(0, 200) : asked.patterns.join(", ");
  if (asked.permission === "doom_loop") return "Go on although the same call was made three times in a row";
  return `${verbs[asked.permission] ?? asked.permission}: ${subject}`;
}

/** What a class of permission allows, as people say it. */
const verbs: Readonly<Record<string, string>> = {
  external_directory: "Leave the worktree",
  bash: "Run a command",
  read: "Read a file",
  edit: "Change a file",
  webfetch: "Fetch a page",
  websearch: "Search the web",
};

export function questionEvent(asked: Question, settled: { answers: string[][] | null } | null): AgentEvent {
  return eventOf(`question:${asked.id}`, {
    kind: "question",
    id: asked.id,
    state: settled === null ? "asked" : "settled",
    questions: asked.questions.map((question) => ({
      question: question.question,
      header: question.header,
      options: question.options,
      isMultiple: question.multiple,
      isFreeTextAllowed: question.custom,
    })),
    answers: settled?.answers ?? null,
    callId: asked.tool?.callID ?? null,
  });
}

/** OpenCode keeps each session's totals itself; children are added up here. */
export function usageEvent(sessions: Iterable<SessionInfo>): AgentEvent {
  const tokens: AgentTokens = { input: 0, output: 0, reasoning: 0, cacheRead: 0, cacheWrite: 0 };
  let costUsd = 0;
  for (const session of sessions) {
    costUsd += session.cost ?? 0;
    tokens.input += session.tokens?.input ?? 0;
    tokens.output += session.tokens?.output ?? 0;
    tokens.reasoning += session.tokens?.reasoning ?? 0;
    tokens.cacheRead += session.tokens?.cache.read ?? 0;
    tokens.cacheWrite += session.tokens?.cache.write ?? 0;
  }
  return eventOf("usage", { kind: "usage", tokens, costUsd });
}

export function statusEvent(status: SessionStatus): AgentEvent {
  const isRetry = status.type === "retry";
  return eventOf("status", {
    kind: "status",
    status: status.type,
    message: isRetry ? (status.message ?? null) : null,
    attempt: isRetry ? (status.attempt ?? null) : null,
    nextAtMs: isRetry ? (status.next ?? null) : null,
  });
}

/** One error per turn: the same one arrives by event and with its message. */
export function errorEvent(turn: string, error: WireError): AgentEvent {
  return eventOf(`error:${turn}`, { kind: "error", ...describeError(error) });
}

export function fileEvent(path: string, sequence: number): AgentEvent {
  const event = eventOf(`file:${path}`, { kind: "file_edited", path });
  return { ...event, revision: `${event.revision}.${sequence}` };
}
