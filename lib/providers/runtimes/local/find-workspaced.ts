import { isAlive } from "#lib/platform/process-identity.ts";
import { type WorkspacedAddress, WorkspacedError } from "#lib/providers/workspaced/request.ts";
import { readHealth } from "#lib/providers/workspaced/terminals.ts";
import type { WorkspacedConfig } from "#workspaced/config.ts";
import type { WorkspaceFolders } from "./folders.ts";
import { readProcess, readRecord, type StartedProcess } from "./records.ts";

export type Found =
  | { state: "stopped"; reason?: string }
  | { state: "failed"; reason: string }
  | { state: "unreachable"; started: StartedProcess; reason: string }
  | {
      state: "running";
      started: StartedProcess;
      address: WorkspacedAddress;
      startedAt: Date;
      version: string;
    };

const healthDeadlineMs = 3000;
const ended = { state: "failed", reason: "workspaced ended unexpectedly; the log may say why." } as const;

/**
 * Where the workspaced of a workspace is and how it does. Only a port of the very process we started is asked: after
 * its end the number may be anybody's, and the question carries the token.
 */
export async function findWorkspaced(
  folders: WorkspaceFolders,
  { host, token }: Pick<WorkspacedConfig, "host" | "token">,
  signal: AbortSignal,
): Promise<Found> {
  const started = await readProcess(folders);
  if (started === null) return { state: "stopped" };
  const lives = isAlive(started);
  if (lives === undefined) {
    return { state: "stopped", reason: "The machine was restarted since it ran." };
  }
  if (!lives) return ended;
  const record = await readRecord(folders);
  if (record === null || record.pid !== started.pid) {
    return { state: "unreachable", started, reason: "workspaced is starting." };
  }
  const address = { baseUrl: `http://${host}:${record.port}`, token };
  try {
    const { version } = await readHealth(address, { deadlineMs: healthDeadlineMs, signal });
    return { state: "running", started, address, startedAt: new Date(record.startedAt), version };
  } catch (error) {
    if (!(error instanceof WorkspacedError)) throw error;
    if (!isAlive(started)) return ended;
    return { state: "unreachable", started, reason: error.message };
  }
}
