import { execFile } from "node:child_process";
import { access, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { isAlive } from "#lib/platform/process-identity.ts";
import { shutDown } from "#lib/providers/workspaced/terminals.ts";
import { endProcesses, findProcesses } from "#workspaced/agents/process-tree.ts";
import { cleanEnvironment, workspaceMarker } from "#workspaced/environment.ts";
import type { LocalContext } from "./context.ts";
import { localError } from "./failures.ts";
import type { Found } from "./find-workspaced.ts";
import type { WorkspaceFolders } from "./folders.ts";
import { readProcess, type StartedProcess } from "./records.ts";
import { isRoot } from "./workspace-user.ts";

const run = promisify(execFile);
const pollMs = 20;
/** workspaced gives its viewers 2 s. */
export const programGraceMs = 5000;
const killedDeadlineMs = 5000;
const shutdownDeadlineMs = 30_000;
const leftoverGraceMs = 3000;
const tmuxDeadlineMs = 5000;

/** What the environment of everything in the workspace holds, as `NAME=value`. */
export const markerOf = ({ folder }: WorkspaceFolders): string => `${workspaceMarker}=${folder}`;

/**
 * Ends all that runs in the workspace, also what a killed workspaced left behind: workspaced is asked first, since it
 * knows the gentle way, then tmux, then whatever still carries the workspace's mark. (Outside of Linux no process shows
 * its mark: there an agent is found only through a workspaced that answers.)
 */
export async function endEverything(
  context: LocalContext,
  folders: WorkspaceFolders,
  found: Found | null,
  signal: AbortSignal,
): Promise<void> {
  if (found?.state === "running") {
    const options = { deadlineMs: shutdownDeadlineMs, signal };
    await shutDown(found.address, { endTerminals: true }, options).catch((error: unknown) => {
      signal.throwIfAborted();
      context.log.warn({ workspaceId: folders.ref, err: error }, "workspaced did not end its terminals");
    });
  }
  const started = await readProcess(folders);
  if (started !== null) await endProgram(started, { graceMs: programGraceMs, signal });
  await endTmux(folders.state);
  signal.throwIfAborted();
  const marker = markerOf(folders);
  await endProcesses(null, marker, leftoverGraceMs);
  const left = await findProcesses(null, marker);
  if (left.length === 0) return;
  throw localError(`Some processes of the workspace do not end (${left.slice(0, 10).join(", ")}).`, {
    isRetryable: true,
  });
}

/** Ends workspaced alone; its terminals in tmux and its agents live on. Gone is ended. */
export async function endProgram(
  started: StartedProcess,
  { graceMs, signal }: { graceMs: number; signal?: AbortSignal },
): Promise<void> {
  if (graceMs > 0) {
    send(started, "SIGTERM");
    if (await untilGone(started, graceMs, signal)) return;
  }
  send(started, "SIGKILL");
  if (await untilGone(started, killedDeadlineMs, signal)) return;
  throw localError(`workspaced (process ${started.pid}) does not end.`, { isRetryable: true });
}

async function untilGone(
  started: StartedProcess,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  for (const deadline = Date.now() + deadlineMs; isAlive(started); ) {
    if (Date.now() > deadline) return false;
    await wait(pollMs, undefined, { signal });
  }
  return true;
}

function send(started: StartedProcess, signal: NodeJS.Signals): void {
  if (!isAlive(started)) return;
  try {
    process.kill(started.pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}

async function endTmux(stateFolder: string): Promise<void> {
  const hasSocket = await access(join(stateFolder, "tmux.sock")).then(
    () => true,
    () => false,
  );
  if (!hasSocket) return;
  // As the one it runs as: a tmux server can make its clients run programs, and this one may mean harm.
  const { uid, gid } = await stat(stateFolder);
  const owner = isRoot() ? { uid, gid } : {};
  const options = { cwd: stateFolder, timeout: tmuxDeadlineMs, env: cleanEnvironment(), ...owner };
  // No server is the end wished for; one that hangs is found by its mark.
  await run("tmux", ["-S", "tmux.sock", "kill-server"], options).catch(() => undefined);
}
