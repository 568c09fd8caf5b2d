import { execFile } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import { invalid } from "#lib/kernel/errors.ts";
import { localError } from "./failures.ts";

/** Who runs what is in a workspace, where that is not simply the server's own user. */
export interface WorkspaceUser {
  name: string;
  uid: number;
  gid: number;
  home: string;
  shell: string;
}

const run = promisify(execFile);
const setting = "LOCKKEEPER_WORKSPACE_USER";
const reservedName = "lockkeeper-work";
const sharedFolder = "/var/lib/lockkeeper";
/** It owns the embedded database: whoever ran as it could read all of it. */
const databaseName = "lockkeeper-db";
const deadlineMs = 30_000;

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The user of workspaces whose folders are Lockkeeper's own: where the server is root the one that is `given`, else one
 * that is made for it once; undefined where it is the server's own. Throws one sentence where there is no such user.
 */
export async function ensureWorkspaceUser(given: string | undefined): Promise<WorkspaceUser | undefined> {
  if (!isRoot()) {
    if (given === undefined || given === userInfo().username) return undefined;
    throw localError(`Only a server that runs as root can run workspaces as another user; unset ${setting}.`);
  }
  if (given === undefined) return (await findUser(reservedName)) ?? makeReservedUser();
  const found = await findUser(given);
  if (found === undefined) {
    throw localError(
      `This machine has no user ${given}; make it (useradd --create-home ${given}) or unset ${setting}.`,
    );
  }
  return withoutDatabase(found);
}

/**
 * The user of a workspace on a folder of the machine: where the server is root, the folder's owner, because nothing in
 * it is handed to anybody. A folder of root's is refused, unless `given` says that workspaces run as root.
 */
export async function ownerOfFolder(
  path: string,
  given: string | undefined,
): Promise<WorkspaceUser | undefined> {
  if (!isRoot() || given === "root") return ensureWorkspaceUser(given);
  const { uid } = await stat(path);
  if (uid === 0) {
    throw invalid(
      "source.path",
      `belongs to root, and a folder's workspace runs as the folder's owner; give it to another user (chown -R USER ${path}), or clone it as a project of its own`,
    );
  }
  const found = await findUser(String(uid));
  if (found === undefined)
    throw invalid("source.path", `belongs to the user ${uid}, whom this machine does not know`);
  return withoutDatabase(found);
}

function withoutDatabase(user: WorkspaceUser): WorkspaceUser {
  if (user.name !== databaseName) return user;
  throw localError(`Nothing but the database runs as ${databaseName}; choose another user.`);
}

/** By name or number, from wherever the machine keeps its users: getent(1) gives the seven fields of passwd(5). */
async function findUser(key: string): Promise<WorkspaceUser | undefined> {
  const result = await run("getent", ["passwd", key], { timeout: deadlineMs }).catch((error: unknown) => {
    // 2: there is none.
    if (error instanceof Error && "code" in error && error.code === 2) return { stdout: "" };
    throw localError("The users of this machine could not be asked for with getent.", { cause: error });
  });
  const [name, , uid, gid, , home = "", shell = ""] = result.stdout.trim().split(":");
  if (!name) return undefined;
  // A service's user has no shell to sign in with; a terminal needs one.
  const isShell = shell !== "" && !/\/(nologin|false)$/.test(shell);
  return { name, uid: Number(uid), gid: Number(gid), home, shell: isShell ? shell : "/bin/sh" };
}

async function makeReservedUser(): Promise<WorkspaceUser> {
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
  const home = `${sharedFolder}/${reservedName}`;
  const options = ["--system", "--user-group", "--create-home", "--home-dir", home, "--shell", "/bin/bash"];
  const failure = await run("useradd", [...options, reservedName], { timeout: deadlineMs }).then(
    () => undefined,
    (error: unknown) => error,
  );
  // Another home's first start may have made it meanwhile.
  const made = await findUser(reservedName);
  if (made) return made;
  throw localError(
    `Workspaces do not run as root, and their user ${reservedName} could not be made; set ${setting} to a user of this machine.`,
    { cause: failure },
  );
}
