import type { z } from "zod";
import {
  AgentAnswer,
  AgentsAnswer,
  StartAgentAnswer,
  type StartAgentInput,
  StopAgentAnswer,
} from "#workspaced/protocol/agents.ts";
import { type CallOptions, call, toUrl, type WorkspacedAddress } from "./request.ts";

/** Booting takes 2 to 6 s, at most three minutes with every retry; stopping up to 10 s. */
const startDeadlineMs = 200_000;
const stopDeadlineMs = 30_000;

const pathOf = (key: string): string => `/agents/${encodeURIComponent(key)}`;

/**
 * Starts the agent's server, or finds it running with the same input (`started: false`). A different input replaces it, and what it
 * was doing is interrupted. `directory` in the answer is what its sessions are created with.
 */
export function startAgent(
  address: WorkspacedAddress,
  key: string,
  input: z.input<typeof StartAgentInput>,
  options?: CallOptions,
): Promise<StartAgentAnswer> {
  const request = { method: "PUT", path: pathOf(key), json: input } as const;
  return call(address, request, StartAgentAnswer, { deadlineMs: startDeadlineMs, ...options });
}

export function getAgent(
  address: WorkspacedAddress,
  key: string,
  options?: CallOptions,
): Promise<AgentAnswer> {
  return call(address, { method: "GET", path: pathOf(key) }, AgentAnswer, options);
}

export async function listAgents(address: WorkspacedAddress, options?: CallOptions): Promise<AgentAnswer[]> {
  return (await call(address, { method: "GET", path: "/agents" }, AgentsAnswer, options)).items;
}

/** Gone is stopped. `purge` also removes its home, and with it its sessions. */
export function stopAgent(
  address: WorkspacedAddress,
  key: string,
  { purge = false }: { purge?: boolean } = {},
  options?: CallOptions,
): Promise<{ stopped: true }> {
  const request = { method: "DELETE", path: pathOf(key), query: { purge } } as const;
  return call(address, request, StopAgentAnswer, { deadlineMs: stopDeadlineMs, ...options });
}

/** Where the agent's own API answers, through workspaced, which puts its password in. The shape the agent port wants. */
export function agentEndpoint(
  address: WorkspacedAddress,
  { key, directory }: Pick<AgentAnswer, "key" | "directory">,
): { baseUrl: string; headers: Record<string, string>; directory: string } {
  const baseUrl = toUrl(address, { path: `${pathOf(key)}/http` }).href;
  return { baseUrl, headers: { authorization: `Bearer ${address.token}` }, directory };
}
