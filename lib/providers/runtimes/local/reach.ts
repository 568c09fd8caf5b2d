import { execFile } from "node:child_process";
import { access, chmod, constants, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LocalContext } from "./context.ts";
import { localError } from "./failures.ts";
import { workspacesFolder } from "./folders.ts";
import type { WorkspaceUser } from "./workspace-user.ts";

const run = promisify(execFile);
const deadlineMs = 10_000;
/** Everything for the owner; for others the way through, without a look around. */
const passOnly = 0o711;

/**
 * Lets another user pass through the home to its workspaces, and makes sure that it can run what they run. Passing
 * shows nothing: no folder on the way can be listed, and every file of the server's is for the server alone.
 * Throws one sentence that says what cannot be reached and what to do.
 */
export async function openWay(context: LocalContext, user: WorkspaceUser | undefined): Promise<void> {
  if (user === undefined || user.uid === 0) return;
  const workspaces = workspacesFolder(context.home);
  await mkdir(workspaces, { recursive: true, mode: 0o711 });
  for (const folder of [context.home, workspaces]) {
    if (((await stat(folder)).mode & 0o777) !== passOnly) await chmod(folder, passOnly);
  }
  const program = await context.findProgram();
  const opencode = context.opencodePath ?? join(context.installedFolder, "node_modules", ".bin", "opencode");
  const needed: [flag: string, path: string][] = [
    ["-x", workspaces],
    ["-x", context.nodePath],
    ["-r", program.path],
    ...((await isThere(opencode)) ? [["-x", opencode] as [string, string]] : []),
    ["-x", user.home],
  ];
  for (const [flag, path] of needed) {
    if (!(await may(user, flag, path))) throw cannotReach(user, path);
  }
}

/** Refuses a folder that its own owner cannot enter, read and write. */
export async function requireUse(user: WorkspaceUser | undefined, path: string): Promise<void> {
  if (user === undefined || user.uid === 0) return;
  for (const flag of ["-r", "-w", "-x"]) {
    if (!(await may(user, flag, path))) throw cannotReach(user, path);
  }
}

const cannotReach = (user: WorkspaceUser, path: string) =>
  localError(
    path === user.home
      ? `Workspaces run as the user ${user.name}, whose home ${path} is missing; make that folder, and give it to ${user.name}.`
      : `Workspaces run as the user ${user.name}, who cannot reach ${path}. Put Lockkeeper and its LOCKKEEPER_HOME where every user may pass (not below /root; /opt or /srv will do), or start it as another user than root.`,
  );

const isThere = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

/** Asked as that user, because a right may be missing in any folder on the way: test(1). */
const may = (user: WorkspaceUser, flag: string, path: string): Promise<boolean> =>
  run("test", [flag, path], { uid: user.uid, gid: user.gid, cwd: "/", timeout: deadlineMs }).then(
    () => true,
    () => false,
  );
