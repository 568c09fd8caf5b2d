import { constants } from "node:fs";
import { copyFile, lstat, mkdir, open, readdir, readlink, symlink } from "node:fs/promises";
import { childPath, type OpenFolder, openChildFile, pathOfHandle, withChild } from "./inside.ts";

export interface Place {
  folder: OpenFolder;
  name: Buffer;
}

export interface CopyOptions {
  /** A repository inside keeps its own .git only where it moves as a whole. */
  hasGit: boolean;
  signal?: AbortSignal | undefined;
}

const atOnceMax = 8;
const makeNew = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE;

/**
 * Copies a file, link or folder through open folders, so that no link swapped in between leads elsewhere; links are
 * copied as links. Modes and times are kept. The answer names what was left out: pipes, sockets and devices, and .git
 * without `hasGit`. Where it fails, the half copy is the caller's to remove.
 */
export async function copyEntry(source: Place, target: Place, options: CopyOptions): Promise<string[]> {
  const skipped: string[] = [];
  await copyInto(source, target, options, skipped);
  return skipped;
}

async function copyInto(
  source: Place,
  target: Place,
  options: CopyOptions,
  skipped: string[],
): Promise<void> {
  options.signal?.throwIfAborted();
  const [from, to] = [childPath(source.folder, source.name), childPath(target.folder, target.name)];
  const stats = await lstat(from);
  if (stats.isSymbolicLink()) return symlink(await readlink(from, { encoding: "buffer" }), to);
  if (stats.isFile()) return copyContent(source, to);
  if (!stats.isDirectory()) {
    skipped.push([...source.folder.parts, source.name.toString()].join("/"));
    return;
  }
  await mkdir(to, { mode: 0o700 });
  await withChild(source.folder, source.name, (sourceChild) =>
    withChild(target.folder, target.name, async (targetChild) => {
      const names = await readdir(sourceChild.at(), { encoding: "buffer" });
      const copyChild = async (name: Buffer) => {
        if (!options.hasGit && name.toString().toLowerCase() === ".git") {
          skipped.push([...sourceChild.parts, name.toString()].join("/"));
          return;
        }
        const below = { source: { folder: sourceChild, name }, target: { folder: targetChild, name } };
        await copyInto(below.source, below.target, options, skipped);
      };
      for (let at = 0; at < names.length; at += atOnceMax) {
        // All of them end before one failure is told: nothing is written any more when the caller tidies up.
        const copied = await Promise.allSettled(names.slice(at, at + atOnceMax).map(copyChild));
        const failed = copied.find(({ status }) => status === "rejected");
        if (failed?.status === "rejected") throw failed.reason;
      }
      await targetChild.handle.chmod(stats.mode & 0o7777);
      await targetChild.handle.utimes(stats.atime, stats.mtime);
    }),
  );
}

async function copyContent({ folder, name }: Place, to: Buffer): Promise<void> {
  const handle = await openChildFile(folder, name);
  try {
    const { mode, atime, mtime } = await handle.stat();
    await copyFile(pathOfHandle(handle, childPath(folder, name)), to, makeNew);
    const copy = await open(to, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      await copy.chmod(mode & 0o7777);
      await copy.utimes(atime, mtime);
    } finally {
      await copy.close();
    }
  } finally {
    await handle.close();
  }
}
