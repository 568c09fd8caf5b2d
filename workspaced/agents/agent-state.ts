import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { WorkspacedContext } from "../context.ts";
import { AgentKey } from "../protocol/agents.ts";
import { unlessMissing } from "../unless-missing.ts";

export type AgentContext = Pick<WorkspacedContext, "config" | "log">;

const AgentState = z.object({
  root: z.string(),
  directory: z.string(),
  /** Of everything the server was started with: another one means another server. */
  fingerprint: z.string(),
  /** Null once it was stopped. */
  server: z
    .object({
      pid: z.number().int().positive(),
      identity: z.string(),
      port: z.number().int().positive(),
      password: z.string(),
      startedAt: z.string(),
    })
    .nullable(),
});
export type AgentState = z.infer<typeof AgentState>;
export type AgentServer = NonNullable<AgentState["server"]>;

const parentOf = (context: AgentContext): string => join(context.config.stateDir, "agents");

/** Holds an agent's state and its homes. */
export const agentFolder = (context: AgentContext, key: string): string => join(parentOf(context), key);

const pathOf = (context: AgentContext, key: string): string => join(agentFolder(context, key), "state.json");

/** Null where there is no such agent. A file that holds no state counts as none: the next start replaces it. */
export async function readAgentState(context: AgentContext, key: string): Promise<AgentState | null> {
  const text = await unlessMissing(readFile(pathOf(context, key), "utf8"));
  if (text === null) return null;
  try {
    return AgentState.parse(JSON.parse(text));
  } catch (error) {
    context.log("warn", "an agent's state file could not be read", { key, error });
    return null;
  }
}

export async function writeAgentState(context: AgentContext, key: string, state: AgentState): Promise<void> {
  await mkdir(agentFolder(context, key), { recursive: true, mode: 0o700 });
  const path = pathOf(context, key);
  await writeFile(`${path}.tmp`, JSON.stringify(state), { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

export const removeAgentFolder = (context: AgentContext, key: string): Promise<void> =>
  rm(agentFolder(context, key), { recursive: true, force: true, maxRetries: 5 });

export async function listAgentKeys(context: AgentContext): Promise<string[]> {
  const names = (await unlessMissing(readdir(parentOf(context)))) ?? [];
  return names.filter((name) => AgentKey.safeParse(name).success).sort();
}
