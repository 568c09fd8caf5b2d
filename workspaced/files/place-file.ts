import { type BigIntStats, constants } from "node:fs";
import { copyFile, type FileHandle, link, lstat, open, realpath, rename } from "node:fs/promises";
import { join } from "node:path";
import { conflict, invalid } from "../errors.ts";
import { inTurn } from "../in-turn.ts";
import type { WriteAnswer } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { unlessMissing } from "../unless-missing.ts";
import { makeFolders } from "./change-tree.ts";
import { etagOf } from "./describe-file.ts";
import { type OpenFolder, partsInside, withFolder } from "./inside.ts";
import { onPath, refuseGitInside, splitPath } from "./paths.ts";
import { matchesEtag } from "./read-content.ts";
import { withTemporary } from "./temporaries.ts";

/**
 * How new content takes the place of a file: made whole under a temporary name beside it, then, one writer of a file
 * after the other, the condition is looked at again, it is synced and renamed. Mode and owner are kept.
 */
export interface WriteCondition {
  /** The ETag the caller last read; `*` replaces whatever is there. Without it the file must be new. */
  ifMatch: string | undefined;
}

export interface Placing {
  stateDir: string;
  root: Root;
  path: string;
  condition: WriteCondition;
}

const newFileMode = 0o666;
const temporaryFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Writes what `fill` gives as the new content. Throws CONFLICT with the current etag and leaves the file as it is. */
export async function placeContent(
  { stateDir, root, path, condition }: Placing,
  fill: (handle: FileHandle) => Promise<void>,
): Promise<WriteAnswer> {
  return inPlaceOf(root, path, condition, (folder, name) =>
    withTemporary(stateDir, root, folder, async (temporary) => {
      const handle = await open(folder.at(temporary), temporaryFlags, newFileMode);
      try {
        await fill(handle);
        return await replace({ folder, name, temporary, handle }, condition);
      } finally {
        await handle.close();
      }
    }),
  );
}

/**
 * Puts a finished file of ours (`source`, an absolute path) into its place; folders above it are made. The source stays
 * until the caller removes it: where this is refused, or broken off, it can be tried again.
 */
export async function placeFile(
  { stateDir, root, path, condition }: Placing,
  source: string,
): Promise<WriteAnswer> {
  await onPath(() => makeFolders(root, splitPath(path).slice(0, -1)));
  return inPlaceOf(root, path, condition, (folder, name) =>
    withTemporary(stateDir, root, folder, async (temporary) => {
      await linkOrCopy(source, folder.at(temporary));
      const handle = await open(folder.at(temporary), constants.O_RDWR | constants.O_NOFOLLOW);
      try {
        await handle.chmod(newFileMode & ~process.umask());
        return await replace({ folder, name, temporary, handle }, condition);
      } finally {
        await handle.close();
      }
    }),
  );
}

/** Copies where the two lie on different disks, or on one without hard links. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EXDEV" && code !== "EPERM" && code !== "ENOTSUP" && code !== "EMLINK") throw error;
    await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  }
}

async function inPlaceOf<Result>(
  root: Root,
  path: string,
  condition: WriteCondition,
  use: (folder: OpenFolder, name: string) => Promise<Result>,
): Promise<Result> {
  return onPath(async () => {
    const parts = await followLastLink(root, splitPath(path));
    const name = parts.at(-1);
    if (name === undefined) throw invalid("path", "is a folder");
    return withFolder(root, parts.slice(0, -1), async (folder) => {
      refuseGitInside([...folder.parts, name], "path");
      await checkCondition(folder, name, condition);
      return use(folder, name);
    });
  });
}

interface Replacement {
  folder: OpenFolder;
  name: string;
  temporary: string;
  handle: FileHandle;
}

async function replace(
  { folder, name, temporary, handle }: Replacement,
  condition: WriteCondition,
): Promise<WriteAnswer> {
  const path = [...folder.parts, name].join("/");
  return inTurn(`${folder.parts.join("/")}\0${name}\0${(await folder.handle.stat()).ino}`, async () => {
    const current = await checkCondition(folder, name, condition);
    if (current !== null) await keepModeAndOwner(handle, current);
    await handle.sync();
    await rename(folder.at(temporary), folder.at(name));
    await folder.handle.sync();
    const written = await handle.stat({ bigint: true });
    return { path, etag: etagOf(written), sizeBytes: Number(written.size), isNew: current === null };
  });
}

/** Throws what `placeFile` would throw now, before anything is sent; a folder that is missing will be made. */
export async function checkPlace(root: Root, path: string, condition: WriteCondition): Promise<void> {
  const parts = splitPath(path);
  if (parts.length === 0) throw invalid("path", "is a folder");
  refuseGitInside(parts, "path");
  const looking = inPlaceOf(root, path, condition, async () => undefined);
  await looking.catch((error: unknown) => {
    if ((error as { type?: unknown }).type !== "NOT_FOUND") throw error;
  });
}

/** The file as it stands, null where there is none; a CONFLICT where that is not what the caller expects. */
async function checkCondition(
  folder: OpenFolder,
  name: string,
  { ifMatch }: WriteCondition,
): Promise<BigIntStats | null> {
  const current = await unlessMissing(lstat(folder.at(name), { bigint: true }));
  if (current?.isDirectory()) throw invalid("path", "is a folder");
  if (current === null) {
    if (ifMatch === undefined || ifMatch === "*") return null;
    throw conflict("The file is gone since you opened it.", { etag: null });
  }
  if (matchesEtag(ifMatch, etagOf(current))) return current;
  const message =
    ifMatch === undefined
      ? "There is a file already. Send If-Match with the ETag you read to replace it."
      : "The file has changed since you opened it.";
  throw conflict(message, { etag: etagOf(current) });
}

async function keepModeAndOwner(handle: FileHandle, { mode, uid, gid }: BigIntStats): Promise<void> {
  await handle.chmod(Number(mode) & 0o7777);
  const own = await handle.stat();
  if (own.uid === Number(uid) && own.gid === Number(gid)) return;
  // Only root may give files away; others keep their own name on what they wrote.
  await handle.chown(Number(uid), Number(gid)).catch(() => undefined);
}

/** Saving through a link changes the file it names, as an editor would, and only where that lies inside. */
async function followLastLink(root: Root, parts: string[]): Promise<string[]> {
  const name = parts.at(-1);
  if (name === undefined) return parts;
  const isLink = await withFolder(root, parts.slice(0, -1), async (folder) => {
    const stats = await unlessMissing(lstat(folder.at(name)));
    return stats?.isSymbolicLink() ?? false;
  });
  if (!isLink) return parts;
  const real = await realpath(join(root.path, ...parts)).catch(() => {
    throw invalid("path", "is a link to nothing");
  });
  return partsInside(root, real, "path");
}
