import { rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ProviderError } from "#lib/providers/errors.ts";
import type { WorkspacedConfig } from "#workspaced/config.ts";
import type { Belonging, Observed, Runtime, RuntimeRef } from "../port.ts";
import { localCapabilities } from "./capabilities.ts";
import { createLocalContext, type LocalContext, type LocalRuntimeOptions } from "./context.ts";
import { createWorkspace, userOf } from "./create.ts";
import { endEverything, endProgram, markerOf, programGraceMs } from "./end.ts";
import { localError, withDeadline } from "./failures.ts";
import { type Found, findWorkspaced } from "./find-workspaced.ts";
import { findRefs, foldersOf, isPresent, isRef, type WorkspaceFolders, workspacesFolder } from "./folders.ts";
import { handOverFolders, isForeign, openFolder } from "./hand-over.ts";
import { launch } from "./launch.ts";
import { withWorkspaceLock } from "./lock.ts";
import { readLog, rotateLog } from "./log-file.ts";
import { openWay, requireUse } from "./reach.ts";
import { forgetProcess, readConfig, readSpec } from "./records.ts";
import { removeTree } from "./remove-tree.ts";
import { sampleStats } from "./stats.ts";
import type { WorkspaceUser } from "./workspace-user.ts";

/** How long a workspaced that lives but does not answer may still be starting, or busy. */
const silenceMaxMs = 10_000;
const pollMs = 100;

const failures = {
  create: { deadlineMs: 30_000, failure: "The workspace could not be created" },
  start: { deadlineMs: 60_000, failure: "The workspace could not be started" },
  stop: { deadlineMs: 90_000, failure: "The workspace could not be stopped" },
  remove: { deadlineMs: 10 * 60_000, failure: "The workspace could not be removed" },
  observe: { deadlineMs: 10_000, failure: "The workspace could not be observed" },
};

/** Workspaces as folders below the home, each with a workspaced that runs as the server's own user, or never as root where that is root. */
export function createLocalRuntime(options: LocalRuntimeOptions): Runtime {
  const context = createLocalContext(options);
  const { home } = context;
  return {
    kind: "local",
    capabilities: localCapabilities,
    create: (spec, call) =>
      withDeadline(call, failures.create, async (signal) => {
        const folders = foldersOf(home, spec.workspaceId);
        await withWorkspaceLock(folders, signal, () => createWorkspace(context, folders, spec));
        return folders.ref;
      }),
    start: (ref, call) =>
      withDeadline(call, failures.start, async (signal) => {
        const folders = foldersOf(home, ref);
        if ((await readPresent(folders)) === null) throw noSuchWorkspace();
        await withWorkspaceLock(folders, signal, () => startWorkspace(context, folders, signal));
      }),
    stop: (ref, call) =>
      withDeadline(call, failures.stop, async (signal) => {
        const folders = foldersOf(home, ref);
        if (!(await isPresent(folders))) return;
        await withWorkspaceLock(folders, signal, () => stopWorkspace(context, folders, signal));
      }),
    remove: (ref, { keepData, ...call }) =>
      withDeadline(call, failures.remove, async (signal) => {
        const folders = foldersOf(home, ref);
        const remove = keepData ? forgetWorkspace : removeWorkspace;
        const work = () => remove(context, folders, signal);
        await withWorkspaceLock(folders, signal, work, { makesRoom: true });
      }),
    observe: (ref, call) => withDeadline(call, failures.observe, (signal) => observe(context, ref, signal)),
    prepare: async () => {},
    // A process of this machine has no limits of its own.
    update: async () => {},
    listBelongings: (call) => withDeadline(call, failures.observe, () => listFolders(home)),
    removeBelonging: ({ kind, name }, call) =>
      withDeadline(call, failures.remove, async (signal) => {
        if (kind !== "folder") throw localError(`A local workspace has no ${kind}.`);
        const folders = foldersOf(home, name);
        const work = () => removeWorkspace(context, folders, signal);
        await withWorkspaceLock(folders, signal, work, { makesRoom: true });
      }),
    findWayBack: async () => null,
    listSubnets: async () => ({ walled: [], others: [] }),
    list: (call) =>
      withDeadline(call, failures.observe, async (signal) => {
        const all = await Promise.all((await findRefs(home)).map((ref) => observe(context, ref, signal)));
        return all.filter(({ state }) => state !== "missing");
      }),
    logs: (ref, call) => readLog(foldersOf(home, ref).logPath, call),
    stats: (ref, call) => sampleStats(markerOf(foldersOf(home, ref)), call),
  };
}

async function listFolders(home: string): Promise<Belonging[]> {
  const refs = await findRefs(home);
  return Promise.all(
    refs.map(async (ref): Promise<Belonging> => {
      const folders = foldersOf(home, ref);
      const spec = await readSpec(folders);
      const { birthtime } = await stat(folders.folder);
      return {
        kind: "folder",
        name: ref,
        workspaceId: ref,
        projectId: spec?.projectId ?? null,
        sizeBytes: null,
        createdAt: birthtime,
      };
    }),
  );
}

const noSuchWorkspace = () => localError("There is no such workspace on this machine.");

async function readPresent(folders: WorkspaceFolders): Promise<WorkspacedConfig | null> {
  return (await isPresent(folders)) ? readConfig(folders) : null;
}

async function startWorkspace(
  context: LocalContext,
  folders: WorkspaceFolders,
  signal: AbortSignal,
): Promise<void> {
  const config = await readPresent(folders);
  if (config === null) throw noSuchWorkspace();
  await requireFolder(config.roots.workspace);
  const user = await settleOwner(context, folders, config, signal);
  const found = await findSettled(folders, config, signal);
  const { version } = await context.findProgram();
  if (found.state === "running" && found.version === version) return;
  if ("started" in found) {
    const reason = found.state === "running" ? `it is of version ${found.version}` : found.reason;
    context.log.warn({ workspaceId: folders.ref, pid: found.started.pid, reason }, "workspaced is replaced");
    await endProgram(found.started, { graceMs: programGraceMs, signal });
  }
  await launch(context, folders, config, user, signal);
}

/**
 * Makes the workspace its user's own. One that was another's until now, as root's before workspaces had a user, is
 * ended and handed over once. A folder source is not: its workspace runs as whoever owns it.
 */
async function settleOwner(
  context: LocalContext,
  folders: WorkspaceFolders,
  config: WorkspacedConfig,
  signal: AbortSignal,
): Promise<WorkspaceUser | undefined> {
  const source = (await readSpec(folders))?.source ?? { type: "empty" };
  const user = await userOf(context, source);
  await openWay(context, user);
  if (source.type === "folder") await requireUse(user, source.path);
  if (user !== undefined && (await isForeign(folders, user))) {
    context.log.warn({ workspaceId: folders.ref, user: user.name }, "the workspace is handed to its user");
    await endEverything(context, folders, await findWorkspaced(folders, config, signal), signal);
    await forgetProcess(folders);
    await handOverFolders(folders, user);
  }
  await openFolder(folders, user);
  return user;
}

/** Gives one that lives a while to answer: a server that was killed may have just started it. */
async function findSettled(
  folders: WorkspaceFolders,
  config: WorkspacedConfig,
  signal: AbortSignal,
): Promise<Found> {
  for (const deadline = Date.now() + silenceMaxMs; ; await wait(pollMs, undefined, { signal })) {
    const found = await findWorkspaced(folders, config, signal);
    if (found.state !== "unreachable" || Date.now() > deadline) return found;
  }
}

async function requireFolder(path = ""): Promise<void> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw localError(`The workspace's folder ${path} is gone; put it back to start again.`);
}

async function stopWorkspace(
  context: LocalContext,
  folders: WorkspaceFolders,
  signal: AbortSignal,
): Promise<void> {
  if (!(await isPresent(folders))) return;
  const config = await readConfig(folders);
  const found = config === null ? null : await findWorkspaced(folders, config, signal);
  await endEverything(context, folders, found, signal);
  await forgetProcess(folders);
}

/** Its data stays where it is; without its configuration it is no workspace any more. */
async function forgetWorkspace(
  context: LocalContext,
  folders: WorkspaceFolders,
  signal: AbortSignal,
): Promise<void> {
  await stopWorkspace(context, folders, signal);
  await rm(folders.configPath, { force: true });
  await rm(folders.specPath, { force: true });
}

async function removeWorkspace(
  context: LocalContext,
  folders: WorkspaceFolders,
  signal: AbortSignal,
): Promise<void> {
  // Moved aside first: a removal that is cut short leaves nothing that looks like a workspace, and is finished here.
  const aside = join(workspacesFolder(context.home), `.removed-${folders.ref}`);
  await removeTree(aside);
  if (!(await isPresent(folders))) return;
  await stopWorkspace(context, folders, signal);
  await rename(folders.folder, aside);
  await removeTree(aside);
}

async function observe(context: LocalContext, ref: RuntimeRef, signal: AbortSignal): Promise<Observed> {
  if (!isRef(ref)) return { ref, state: "missing" };
  const folders = foldersOf(context.home, ref);
  const config = await readPresent(folders).catch((error: unknown) => {
    if (error instanceof ProviderError) return error;
    throw error;
  });
  if (config === null) return { ref, state: "missing" };
  if (config instanceof ProviderError) return { ref, state: "failed", reason: config.publicMessage };
  await rotateLog(folders.logPath);
  const found = await findWorkspaced(folders, config, signal);
  if (found.state !== "running") {
    const { state, reason } = found;
    const pid = "started" in found ? found.started.pid : undefined;
    return { ref, state, ...(reason && { reason }), ...(pid && { pid }) };
  }
  const { address, started, startedAt, version } = found;
  return { ref, state: "running", address: address.baseUrl, pid: started.pid, startedAt, version };
}
