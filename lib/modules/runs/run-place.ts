import { notFound } from "#lib/kernel/errors.ts";
import { type Config, configOf } from "#lib/modules/configs/in-force.ts";
import { knownProviders } from "#lib/modules/providers-llm/rules.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { agentAuthor, worktreeRootOf } from "#lib/modules/runs/rules.ts";
import type { RunRow } from "#lib/modules/runs/store.ts";
import { findWayBack } from "#lib/modules/workspaces/find-ways-back.ts";
import { findWorkspaceOfProject } from "#lib/modules/workspaces/of-project.ts";
import { reachWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { gatewayTokenOf, runKeyOf } from "#lib/platform/auth/run-key.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { AgentDriver, AgentEndpoint } from "#lib/providers/agents/port.ts";
import { agentDriver } from "#lib/providers/agents/registry.ts";
import { waitForPort } from "#lib/providers/wait-for-port.ts";
import { agentEndpoint, getAgent, startAgent, stopAgent } from "#lib/providers/workspaced/agents.ts";
import { type WorkspacedAddress, WorkspacedError } from "#lib/providers/workspaced/request.ts";

/** Where a run lives: its workspace, its worktree, and the agent's server of its own. */

export const openDriver = (): Promise<AgentDriver> => agentDriver("opencode");

export async function placeOf(
  platform: Platform,
  projectId: string,
): Promise<{ address: WorkspacedAddress; workspaceId: string }> {
  const workspace = await findWorkspaceOfProject(platform.database.orm, projectId);
  if (!workspace) throw notFound("workspace");
  const address = await reachWorkspace(platform.database.orm, platform, workspace.id);
  return { address, workspaceId: workspace.id };
}

/** Where the agent's server reaches our gateway: over its network, on this machine, or by the address people use. */
async function gatewayAddress(platform: Platform, projectId: string): Promise<string> {
  const workspace = await findWorkspaceOfProject(platform.database.orm, projectId);
  const way = workspace && (await findWayBack(workspace));
  const { role, port, host, url } = platform.environment;
  if (way) {
    const ends = { host: way.host, port };
    await waitForPort(ends, wayBackDeadlineMs);
    return `http://${addressOf(ends)}`;
  }
  if (role === "worker" && url) return url;
  const isAny = host === "0.0.0.0" || host === "::" || host === "localhost";
  return `http://${addressOf({ host: isAny ? "127.0.0.1" : host, port })}`;
}

const addressOf = ({ host, port }: { host: string; port: number }): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** The door on a network of workspaces opens within a second of the workspace's start. */
const wayBackDeadlineMs = 10_000;

type Placed = Pick<
  RunRow,
  "id" | "projectId" | "worktree" | "model" | "provider" | "configVersion" | "gatewayTokenHash"
>;

/** What of a config the agent itself is given, its sessions as its server. */
export function agentLimits({ toolsOff, permissions }: Pick<Config, "toolsOff" | "permissions">) {
  return { tools: Object.fromEntries(toolsOff.map((name) => [name, false])), permissions };
}

/** Starts the agent's server, or finds it running; the same run always asks for the same one. */
export async function startRunAgent(
  platform: Platform,
  address: WorkspacedAddress,
  run: Placed,
  taskNumber: number,
): Promise<AgentEndpoint> {
  const driver = await openDriver();
  const author = agentAuthor(taskNumber);
  const gateway = await gatewayAddress(platform, run.projectId);
  const config = await configOf(platform.database.orm, run.projectId, run.configVersion);
  const { env } = driver.renderEnvironment({
    model: run.model,
    ...agentLimits(config),
    ...(config.temperature === null ? {} : { temperature: config.temperature }),
    ...(config.maxTokens === null ? {} : { maxTokens: config.maxTokens }),
    gateway: {
      baseUrl: `${gateway}/api/llm/${run.provider}`,
      token: gatewayTokenOf(platform.masterKey, run),
      protocol: knownProviders[ProviderName.parse(run.provider)].protocol,
    },
    controlPlane: {
      url: `${gateway}/api/mcp?tools=agent`,
      key: runKeyOf(platform.masterKey, run),
    },
  });
  const started = await startAgent(address, run.id, {
    root: worktreeRootOf(run),
    env,
    shellEnv: {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
    },
  });
  return agentEndpoint(address, started);
}

/** The agent's server as it stands; null where it is gone. Throws where the workspace does not answer. */
export async function findRunAgent(address: WorkspacedAddress, runId: string): Promise<AgentEndpoint | null> {
  try {
    const agent = await getAgent(address, runId);
    return agent.state === "running" ? agentEndpoint(address, agent) : null;
  } catch (error) {
    if (error instanceof WorkspacedError && error.type === "NOT_FOUND") return null;
    throw error;
  }
}

/** Between turns: ends a server that has grown beyond `maxBytes`. Its session is on the disk, and the next start finds it. */
export async function recycleRunAgent(
  platform: Platform,
  address: WorkspacedAddress,
  runId: string,
  maxBytes: number,
): Promise<void> {
  const { state, memoryBytes } = await getAgent(address, runId);
  if (state !== "running" || memoryBytes === null || memoryBytes <= maxBytes) return;
  platform.log.info({ runId, memoryBytes }, "the agent's server has grown too large and is started anew");
  await stopAgent(address, runId);
}

/** Frees the memory of an agent that has nothing to do; its sessions stay unless `purge`. */
export async function stopRunAgent(
  platform: Platform,
  run: Pick<RunRow, "id" | "projectId">,
  options: { purge?: boolean } = {},
): Promise<void> {
  try {
    const { address } = await placeOf(platform, run.projectId);
    await stopAgent(address, run.id, options);
  } catch (error) {
    platform.log.info({ err: error, runId: run.id }, "the agent of a run could not be stopped");
  }
}
