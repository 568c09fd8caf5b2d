import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { identifyProcess } from "#lib/platform/process-identity.ts";
import type { WorkspacedConfig } from "#workspaced/config.ts";
import { cleanEnvironment, workspaceMarker } from "#workspaced/environment.ts";
import type { LocalContext } from "./context.ts";
import { endProgram } from "./end.ts";
import { localError } from "./failures.ts";
import { findWorkspaced } from "./find-workspaced.ts";
import type { WorkspaceFolders } from "./folders.ts";
import { handFile } from "./hand-over.ts";
import { lastLogLine, repairLog, rotateLog } from "./log-file.ts";
import { type StartedProcess, writeJson, writeProcess } from "./records.ts";
import type { WorkspaceUser } from "./workspace-user.ts";

const pollMs = 50;

/**
 * Starts workspaced and waits until it answers. It has a process group, a log file and an environment of its own, and
 * so outlives the server and knows none of its secrets; where it has a user of its own, it has nothing of root. One that does not come up in time is ended.
 */
export async function launch(
  context: LocalContext,
  folders: WorkspaceFolders,
  config: WorkspacedConfig,
  user: WorkspaceUser | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { path } = await context.findProgram();
  // What is left of a former life would be taken for its answer.
  await rm(folders.recordPath, { force: true });
  await repairLog(folders.logPath);
  await rotateLog(folders.logPath);
  const log = await open(folders.logPath, "a", 0o600);
  const child = spawn(context.nodePath, [path, "all"], {
    cwd: folders.folder,
    env: cleanEnvironment({
      WORKSPACED_CONFIG: await handConfig(folders, config, user),
      [workspaceMarker]: folders.folder,
      // Root in place of root has what the server has.
      ...(user !== undefined && user.uid !== 0 && personal(user)),
    }),
    ...(user && { uid: user.uid, gid: user.gid }),
    stdio: ["ignore", log.fd, log.fd],
    detached: true,
  });
  // In the same turn as the start: nothing can come between.
  const started = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (started !== undefined) writeProcess(folders, started);
  await log.close();
  if (child.pid === undefined) {
    const [cause] = await once(child, "error");
    throw localError("The workspace's program could not be started.", { cause });
  }
  child.unref();
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  await untilAnswering(folders, config, signal, hasEnded).catch(async (error: unknown) => {
    if (started !== undefined) await endBestEffort(started);
    throw error;
  });
  context.log.info({ workspaceId: folders.ref, pid: child.pid }, "workspaced started");
}

/** Another user gets a copy of the configuration: by ours the server knows where to send the token. */
async function handConfig(
  folders: WorkspaceFolders,
  config: WorkspacedConfig,
  user: WorkspaceUser | undefined,
): Promise<string> {
  if (user === undefined || user.uid === 0) return folders.configPath;
  await writeJson(folders.handedConfigPath, config);
  await handFile(folders.handedConfigPath, user);
  return folders.handedConfigPath;
}

/** What the environment tells of the server's user, told of this one. */
const personal = ({ name, home, shell }: WorkspaceUser): Record<string, string> => ({
  HOME: home,
  USER: name,
  SHELL: shell,
  TMPDIR: "/tmp",
});

async function untilAnswering(
  folders: WorkspaceFolders,
  config: WorkspacedConfig,
  signal: AbortSignal,
  hasEnded: () => boolean,
): Promise<void> {
  for (;;) {
    const found = await findWorkspaced(folders, config, signal);
    if (found.state === "running") return;
    if (hasEnded()) {
      const line = (await lastLogLine(folders.logPath)) ?? "it told nothing";
      throw localError(`The workspace's program ended while starting: ${line}`, { isRetryable: true });
    }
    await wait(pollMs, undefined, { signal });
  }
}

/** The caller has given up by now: it hears why it failed, not how the tidying went. */
const endBestEffort = (started: StartedProcess): Promise<void> =>
  endProgram(started, { graceMs: 0 }).catch(() => undefined);
