import { z } from "zod";
import { type AgentEndpoint, AgentRefused } from "#lib/providers/agents/port.ts";
import { refusalOf, unreachable } from "./errors.ts";
import { type Allowance, readBody } from "./read-body.ts";
import { Message, Permission, Question, SessionInfo, SessionStatus, type Truths } from "./wire.ts";

/** OpenCode's V1 API, one function per call; each with a deadline, none with a retry. */

const callDeadlineMs = 15_000;
const childSessionsMax = 50;
/** Of the sessions that are looked at together: each answer's own bound would add up. */
const truthsBytesMax = 128 * 1024 * 1024;

type Call = {
  method?: "GET" | "POST";
  path: string;
  query?: Record<string, string>;
  body?: object;
  /** Completes "OpenCode refused to …". */
  action: string;
  deadlineMs?: number;
  /** Shared with other calls; without it the answer has a bound of its own. */
  allowance?: Allowance;
};

export function requestUrl(
  endpoint: AgentEndpoint,
  path: string,
  query: Record<string, string> = {},
): string {
  const search = new URLSearchParams({ directory: endpoint.directory, ...query });
  return `${endpoint.baseUrl.replace(/\/$/, "")}${path}?${search}`;
}

async function send(endpoint: AgentEndpoint, call: Call): Promise<string> {
  let status: number;
  let body: string;
  try {
    const response = await fetch(requestUrl(endpoint, call.path, call.query), {
      method: call.method ?? "GET",
      // Elsewhere may be a service that only this server can reach.
      redirect: "error",
      headers: { ...endpoint.headers, "content-type": "application/json" },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal: AbortSignal.timeout(call.deadlineMs ?? callDeadlineMs),
    });
    status = response.status;
    body = await readBody(response, call.allowance);
  } catch (cause) {
    throw unreachable(call.action, cause);
  }
  if (status < 200 || status > 299) throw refusalOf(call.action, status, body);
  return body;
}

async function ask<Schema extends z.ZodType>(
  endpoint: AgentEndpoint,
  schema: Schema,
  call: Call,
): Promise<z.infer<Schema>> {
  const body = await send(endpoint, call);
  try {
    return schema.parse(JSON.parse(body));
  } catch (cause) {
    throw new AgentRefused(`OpenCode's answer could not be read when asked to ${call.action}.`, 0, { cause });
  }
}

const Health = z.object({ healthy: z.literal(true), version: z.string() });

export function readHealth(endpoint: AgentEndpoint, deadlineMs: number) {
  return ask(endpoint, Health, { path: "/global/health", action: "tell its health", deadlineMs });
}

export function createSession(endpoint: AgentEndpoint, body: object) {
  return ask(endpoint, SessionInfo, { method: "POST", path: "/session", body, action: "create a session" });
}

export async function sendPrompt(endpoint: AgentEndpoint, sessionId: string, body: object): Promise<void> {
  const path = `/session/${encodeURIComponent(sessionId)}/prompt_async`;
  await send(endpoint, { method: "POST", path, body, action: "take a prompt" });
}

/** A message that cannot be encoded (see `readMessages`) is there as well: only 404 says no. */
export async function hasMessage(
  endpoint: AgentEndpoint,
  sessionId: string,
  messageId: string,
): Promise<boolean> {
  const path = `/session/${encodeURIComponent(sessionId)}/message/${encodeURIComponent(messageId)}`;
  try {
    await send(endpoint, { path, action: "show a message" });
    return true;
  } catch (error) {
    if (error instanceof AgentRefused && error.status === 404) return false;
    if (error instanceof AgentRefused && error.status === 400) return true;
    throw error;
  }
}

export async function abortSession(endpoint: AgentEndpoint, sessionId: string): Promise<void> {
  const path = `/session/${encodeURIComponent(sessionId)}/abort`;
  await send(endpoint, { method: "POST", path, action: "abort a session" });
}

/** Answers an ask; false when it is no longer open. */
export async function settleAsk(endpoint: AgentEndpoint, path: string, body: object): Promise<boolean> {
  try {
    await send(endpoint, { method: "POST", path, body, action: "take an answer" });
    return true;
  } catch (error) {
    if (error instanceof AgentRefused && error.status === 404) return false;
    throw error;
  }
}

export async function readStatus(endpoint: AgentEndpoint, sessionId: string): Promise<SessionStatus> {
  const schema = z.record(z.string(), SessionStatus);
  const all = await ask(endpoint, schema, { path: "/session/status", action: "tell what is busy" });
  return all[sessionId] ?? { type: "idle" };
}

/**
 * The newest `limit` messages (all without it), oldest first. OpenCode 1.18 answers 400 for every list that contains a prompt with
 * a `format`, because it cannot encode that prompt again: then the longest readable tail is given.
 */
export async function readMessages(
  endpoint: AgentEndpoint,
  sessionId: string,
  limit?: number,
  allowance?: Allowance,
): Promise<Message[]> {
  const read = (count?: number) =>
    ask(endpoint, z.array(Message), {
      path: `/session/${encodeURIComponent(sessionId)}/message`,
      query: count === undefined ? {} : { limit: String(count) },
      action: "show the messages",
      ...(allowance && { allowance }),
    });
  try {
    return await read(limit);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return readTail(read, limit ?? Number.POSITIVE_INFINITY);
  }
}

function isUnreadable(error: unknown): boolean {
  return error instanceof AgentRefused && error.status === 400;
}

/** Doubles the count until a list is unreadable, then closes in on the longest readable one. */
async function readTail(read: (count: number) => Promise<Message[]>, countMax: number): Promise<Message[]> {
  let readable: Message[] = [];
  let unreadableCount = countMax;
  let count = 1;
  while (count > readable.length && count < unreadableCount) {
    try {
      readable = await read(count);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      unreadableCount = count;
    }
    const isBounded = Number.isFinite(unreadableCount);
    count = isBounded ? Math.floor((readable.length + unreadableCount) / 2) : readable.length * 2;
  }
  return readable;
}

export function readSession(endpoint: AgentEndpoint, sessionId: string): Promise<SessionInfo> {
  return ask(endpoint, SessionInfo, {
    path: `/session/${encodeURIComponent(sessionId)}`,
    action: "show a session",
  });
}

/** The session and its descendants. */
async function readFamily(
  endpoint: AgentEndpoint,
  sessionId: string,
  allowance: Allowance,
): Promise<SessionInfo[]> {
  const family = [await readSession(endpoint, sessionId)];
  for (let index = 0; index < family.length && family.length < childSessionsMax; index += 1) {
    const path = `/session/${encodeURIComponent(family[index]?.id ?? sessionId)}/children`;
    const call = { path, action: "list child sessions", allowance };
    const children = await ask(endpoint, z.array(SessionInfo), call);
    family.push(...children.slice(0, childSessionsMax - family.length));
  }
  return family;
}

/** The status is read before all else: when it says idle, the messages and what they have cost are final. */
export async function readTruths(endpoint: AgentEndpoint, sessionId: string): Promise<Truths> {
  const status = await readStatus(endpoint, sessionId);
  const allowance = { bytesLeft: truthsBytesMax };
  const [sessions, permissions, questions, messages] = await Promise.all([
    readFamily(endpoint, sessionId, allowance),
    ask(endpoint, z.array(Permission), { path: "/permission", action: "list permissions", allowance }),
    ask(endpoint, z.array(Question), { path: "/question", action: "list questions", allowance }),
    readMessages(endpoint, sessionId, undefined, allowance),
  ]);
  const children = sessions.filter(({ id }) => id !== sessionId);
  const ofChildren = await Promise.all(
    children.map(({ id }) => readMessages(endpoint, id, undefined, allowance)),
  );
  return { sessions, messages, childMessages: ofChildren.flat(), permissions, questions, status };
}
