import { randomUUID } from "node:crypto";
import { chmod, chown, copyFile, lchown, lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { unlessMissing } from "#lib/platform/unless-missing.ts";
import type { WorkspaceFolders } from "./folders.ts";
import type { WorkspaceUser } from "./workspace-user.ts";

type Owner = Pick<WorkspaceUser, "uid" | "gid">;

/** Those of a workspace's own folders that programs in it write to. A folder source is never among them. */
const writtenFolders = ({ files, worktrees, state }: WorkspaceFolders) => [files, worktrees, state];

/** Makes one of them for its user; all around it stays the server's, which nobody else can rename or replace. */
export async function makeFolder(path: string, owner: Owner | undefined): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (owner && (await lstat(path)).uid !== owner.uid) await handOver(path, owner);
}

/** Whether some of the workspace's folders are another's, as after a change of the user it runs as. */
export async function isForeign(folders: WorkspaceFolders, owner: Owner | undefined): Promise<boolean> {
  if (owner === undefined) return false;
  for (const path of writtenFolders(folders)) {
    const found = await unlessMissing(lstat(path));
    if (found !== undefined && found.uid !== owner.uid) return true;
  }
  return false;
}

/** Gives the workspace's folders to `owner`. Nothing may run in it. Cut short, it is gone on with the next time. */
export async function handOverFolders(folders: WorkspaceFolders, owner: Owner): Promise<void> {
  // Whoever it belonged to finds no way in meanwhile, and so cannot swap what is being given away.
  await chmod(folders.folder, 0o700);
  for (const path of writtenFolders(folders)) {
    const found = await unlessMissing(lstat(path));
    if (found !== undefined && found.uid !== owner.uid) await handOver(path, owner);
  }
}

/** The user passes through the workspace's folder without seeing what the server keeps there. */
export async function openFolder({ folder }: WorkspaceFolders, owner: Owner | undefined): Promise<void> {
  await chmod(folder, owner === undefined || owner.uid === 0 ? 0o700 : 0o711);
}

/** What lies in a folder first: whose folder is the new owner's, so is all in it. Links are followed nowhere. */
async function handOver(path: string, owner: Owner): Promise<void> {
  const found = await lstat(path);
  if (found.isDirectory()) {
    const names = await readdir(path);
    // In portions: a large tree would otherwise hold all its folders open at once.
    for (let at = 0; at < names.length; at += 32) {
      await Promise.all(names.slice(at, at + 32).map((name) => handOver(join(path, name), owner)));
    }
  } else if (found.isFile() && found.nlink > 1) {
    await breakLink(path);
  }
  await lchown(path, owner.uid, owner.gid);
  if (found.mode & 0o6000 && !found.isSymbolicLink()) await chmod(path, found.mode & 0o777);
}

/** A file with a second name elsewhere is that place's too, and its owner would change there as well. */
async function breakLink(path: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await copyFile(path, draft);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Hands one file, written by us where nobody else can write, to its reader. */
export const handFile = (path: string, owner: Owner): Promise<void> => chown(path, owner.uid, owner.gid);
