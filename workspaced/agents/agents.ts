import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { notFound, unavailable } from "../errors.ts";
import { inTurn } from "../in-turn.ts";
import { isSameProcess } from "../process-identity.ts";
import type { AgentAnswer, StartAgentAnswer, StartAgentInput } from "../protocol/agents.ts";
import type { AgentActivity } from "../protocol/service.ts";
import { resolveRoot } from "../roots.ts";
import {
  type AgentContext,
  type AgentServer,
  type AgentState,
  agentFolder,
  listAgentKeys,
  readAgentState,
  removeAgentFolder,
  writeAgentState,
} from "./agent-state.ts";
import { isHealthy, readWork } from "./health.ts";
import { launch, untilHealthy } from "./launch.ts";
import { endProcesses, residentBytes } from "./process-tree.ts";
import { refusePlugins } from "./refuse-plugins.ts";
import { agentMarker } from "./write-shell.ts";

const attemptsMax = 3;
const graceMs = 5000;
const healthDeadlineMs = 2000;
const workDeadlineMs = 1000;

const lockAgent = <Result>(
  context: AgentContext,
  key: string,
  work: () => Promise<Result>,
): Promise<Result> => inTurn(`agent:${agentFolder(context, key)}`, work);

/**
 * Sees to it that the agent's server runs with exactly this input and answers. Present is started; one that is dead, silent or was
 * started with something else is replaced. Throws SERVICE_UNAVAILABLE where it cannot be started, CONFLICT where the root brings plugins.
 */
export function startAgent(
  context: AgentContext,
  key: string,
  input: StartAgentInput,
): Promise<StartAgentAnswer> {
  return lockAgent(context, key, async () => {
    const { path: directory } = await resolveRoot(context, input.root);
    const fingerprint = fingerprintOf(directory, input);
    const state = await readAgentState(context, key);
    // Also of one that runs: after an hour without a prompt it looks through the root anew, where an agent may have written meanwhile.
    await refusePlugins(directory);
    if (state?.server && state.fingerprint === fingerprint && (await isAnswering(state.server))) {
      return { ...(await toAnswer(key, state)), started: false };
    }
    await endServer(context, key, state);
    for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
      const server = await launch(context, key, directory, input);
      const begun: AgentState = { root: input.root, directory, fingerprint, server };
      // Before it is ready, so that it is found again should this program end while it boots.
      await writeAgentState(context, key, begun);
      const isReady = await untilHealthy(server).catch(async (error: unknown) => {
        await endServer(context, key, begun);
        throw error;
      });
      if (isReady) return { ...(await toAnswer(key, begun)), started: true };
      // It ended by itself; most often another program took the port first.
      await endServer(context, key, begun);
    }
    throw unavailable("OpenCode ended while starting. The agent's server.log in the workspace says why.");
  });
}

/** Gone is stopped. */
export function stopAgent(context: AgentContext, key: string, purge: boolean): Promise<{ stopped: true }> {
  return lockAgent(context, key, async () => {
    const state = await readAgentState(context, key);
    await endServer(context, key, state);
    if (purge) await removeAgentFolder(context, key);
    return { stopped: true };
  });
}

/** Ends every agent's server; their homes stay. */
export async function stopAgents(context: AgentContext): Promise<void> {
  const keys = await listAgentKeys(context);
  await Promise.all(keys.map((key) => stopAgent(context, key, false)));
}

/** Throws NOT_FOUND where it was never started, or was purged. */
export async function getAgent(context: AgentContext, key: string): Promise<AgentAnswer> {
  return toAnswer(key, await requireState(context, key));
}

export async function listAgents(context: AgentContext): Promise<AgentAnswer[]> {
  const answers: AgentAnswer[] = [];
  for (const key of await listAgentKeys(context)) {
    const state = await readAgentState(context, key);
    if (state !== null) answers.push(await toAnswer(key, state));
  }
  return answers;
}

/** The living server behind the key, or null where it is stopped or dead. Throws NOT_FOUND for an unknown key. */
export async function findServer(context: AgentContext, key: string): Promise<AgentServer | null> {
  const { server } = await requireState(context, key);
  return server !== null && (await isSameProcess(server.pid, server.identity)) ? server : null;
}

/** What each running agent does: busy, idle, or silent where it does not answer. */
export async function readActivity(context: AgentContext): Promise<AgentActivity[]> {
  const keys = await listAgentKeys(context);
  const answers = await Promise.all(
    keys.map(async (key) => {
      const state = await readAgentState(context, key);
      const server = state?.server;
      if (!state || !server || !(await isSameProcess(server.pid, server.identity))) return [];
      return [{ id: key, state: await readWork(server, state.directory, workDeadlineMs) }];
    }),
  );
  return answers.flat();
}

async function requireState(context: AgentContext, key: string): Promise<AgentState> {
  const state = await readAgentState(context, key);
  if (state === null) throw notFound(`agent as ${key}`);
  return state;
}

async function isAnswering(server: AgentServer): Promise<boolean> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    if (!(await isSameProcess(server.pid, server.identity))) return false;
    if (await isHealthy(server, healthDeadlineMs)) return true;
    await wait(100);
  }
  return false;
}

async function endServer(context: AgentContext, key: string, state: AgentState | null): Promise<void> {
  const server = state?.server ?? null;
  const isAlive = server !== null && (await isSameProcess(server.pid, server.identity));
  await endProcesses(isAlive ? server.pid : null, `${agentMarker}=${agentFolder(context, key)}`, graceMs);
  if (state !== null && server !== null) await writeAgentState(context, key, { ...state, server: null });
}

async function toAnswer(key: string, { root, directory, server }: AgentState): Promise<AgentAnswer> {
  if (server === null || !(await isSameProcess(server.pid, server.identity))) {
    return { key, state: "stopped", root, directory, pid: null, startedAt: null, memoryBytes: null };
  }
  const { pid, startedAt } = server;
  return { key, state: "running", root, directory, pid, startedAt, memoryBytes: await residentBytes(pid) };
}

function fingerprintOf(directory: string, { env, shellEnv }: StartAgentInput): string {
  const sorted = [env, shellEnv].map((variables) => Object.entries(variables).sort());
  return createHash("sha256")
    .update(JSON.stringify([directory, sorted]))
    .digest("hex");
}
