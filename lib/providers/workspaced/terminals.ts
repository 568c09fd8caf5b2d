import { WebSocket } from "ws";
import { ActivityAnswer, HealthAnswer, ShutdownAnswer, UsageAnswer } from "#workspaced/protocol/service.ts";
import {
  type CreateTerminalInput,
  LocateAnswer,
  TerminalAnswer,
  type TerminalSocketQuery,
  TerminalsAnswer,
} from "#workspaced/protocol/terminals.ts";
import {
  type CallOptions,
  call,
  callStream,
  shortAnswerBytesMax,
  toUrl,
  type WorkspacedAddress,
} from "./request.ts";

const handshakeTimeoutMs = 10_000;
const frameBytesMax = 4 * 1024 * 1024;

export function readHealth(address: WorkspacedAddress, options?: CallOptions): Promise<HealthAnswer> {
  return call(address, { method: "GET", path: "/healthz" }, HealthAnswer, {
    answerBytesMax: shortAnswerBytesMax,
    ...options,
  });
}

/** What keeps the workspace awake: typing and agents. */
export function readActivity(address: WorkspacedAddress, options?: CallOptions): Promise<ActivityAnswer> {
  return call(address, { method: "GET", path: "/activity" }, ActivityAnswer, {
    answerBytesMax: shortAnswerBytesMax,
    ...options,
  });
}

/** How much disk the workspace takes. */
export function readUsage(address: WorkspacedAddress, options?: CallOptions): Promise<UsageAnswer> {
  return call(address, { method: "GET", path: "/usage" }, UsageAnswer, {
    answerBytesMax: shortAnswerBytesMax,
    ...options,
  });
}

/** Ends workspaced. With `endTerminals` its terminals and agents end first, with what runs in them; else they live on. */
export async function shutDown(
  address: WorkspacedAddress,
  input: { endTerminals: boolean },
  options?: CallOptions,
): Promise<void> {
  await call(address, { method: "POST", path: "/shutdown", json: input }, ShutdownAnswer, options);
}

export function listTerminals(address: WorkspacedAddress, options?: CallOptions): Promise<TerminalsAnswer> {
  return call(address, { method: "GET", path: "/terminals" }, TerminalsAnswer, options);
}

/** CONFLICT where the name is taken. */
export function createTerminal(
  address: WorkspacedAddress,
  input: CreateTerminalInput,
  options?: CallOptions,
): Promise<TerminalAnswer> {
  return call(address, { method: "POST", path: "/terminals", json: input }, TerminalAnswer, options);
}

/** Ends the shell and what runs in it; NOT_FOUND where there is no such terminal. */
export async function deleteTerminal(
  address: WorkspacedAddress,
  name: string,
  options?: CallOptions,
): Promise<void> {
  const response = await callStream(address, { method: "DELETE", path: terminalPath(name) }, options);
  response.resume();
}

export function renameTerminal(
  address: WorkspacedAddress,
  name: string,
  newName: string,
  options?: CallOptions,
): Promise<TerminalAnswer> {
  const request = { method: "POST", path: `${terminalPath(name)}/rename`, json: { name: newName } } as const;
  return call(address, request, TerminalAnswer, options);
}

/** The file that a path printed in a terminal means. */
export function locateFile(
  address: WorkspacedAddress,
  { name, path }: { name: string; path: string },
  options?: CallOptions,
): Promise<LocateAnswer> {
  const request = { method: "GET", path: `${terminalPath(name)}/locate`, query: { path } } as const;
  return call(address, request, LocateAnswer, options);
}

/**
 * A socket to a terminal, to be piped frame by frame; frames are those of workspaced/protocol/terminals.ts. A refusal
 * (no such terminal, wrong token) comes as the socket's `unexpected-response`, an unreachable workspace as `error`.
 */
export function terminalSocket(
  address: WorkspacedAddress,
  name: string,
  query: TerminalSocketQuery,
): WebSocket {
  const url = toUrl(address, { path: terminalPath(name), query });
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(url, {
    headers: { authorization: `Bearer ${address.token}` },
    handshakeTimeout: handshakeTimeoutMs,
    maxPayload: frameBytesMax,
    perMessageDeflate: false,
  });
}

const terminalPath = (name: string): string => `/terminals/${encodeURIComponent(name)}`;
