import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { temporaryPrefix } from "../files/paths.ts";
import { withOwnIndex } from "./own-index.ts";
import { bytesOf, fileAt, pathOf } from "./path-bytes.ts";
import { type GitContext, git, runGit } from "./run-git.ts";

/**
 * What git's filters (line ends, idents, encodings) do not bring back as it was. A tree beside the one that git knows holds the
 * bytes of those files as they stood on the disk.
 */

/** A larger file comes back as git's filters write it. */
const fileBytesMax = 32 * 1024 * 1024;
const listBytesMax = 512 * 1024 * 1024;
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

interface Blob {
  mode: string;
  sha: string;
  path: string;
}

/** The tree of the files whose bytes on the disk are not those in `tree`; null where there are none. */
export async function keepRaw(context: GitContext, cwd: string, tree: string): Promise<string | null> {
  const records: Buffer[] = [];
  for (const { mode, sha, path } of await blobsOf(context, cwd, tree)) {
    const bytes = await readRegular(cwd, path);
    if (bytes === null || blobName(bytes, sha.length) === sha) continue;
    const raw = await git(context, cwd, ["hash-object", "-w", "--no-filters", "--stdin"], { stdin: bytes });
    records.push(Buffer.from(`${mode} ${raw.trim()}\t`), bytesOf(path), Buffer.of(0));
  }
  if (records.length === 0) return null;
  return withOwnIndex(context, cwd, { isEmpty: true }, async (env) => {
    await git(context, cwd, ["update-index", "-z", "--index-info"], { env, stdin: Buffer.concat(records) });
    return (await git(context, cwd, ["write-tree"], { env })).trim();
  });
}

/** Writes the bytes of `raw` into the files that stand as git has just checked them out from `tree`. */
export async function restoreRaw(
  context: GitContext,
  cwd: string,
  { raw, tree }: { raw: string; tree: string },
): Promise<void> {
  const known = new Map((await blobsOf(context, cwd, tree)).map(({ path, sha }) => [path, sha]));
  for (const { mode, sha, path } of await blobsOf(context, cwd, raw)) {
    const present = await readRegular(cwd, path);
    if (present === null || (await cleanName(context, cwd, path, present)) !== known.get(path)) continue;
    const { code, stdoutBytes } = await runGit(context, cwd, ["cat-file", "blob", sha], {
      outputBytesMax: fileBytesMax + 1,
    });
    if (code === 0) await replace(cwd, path, stdoutBytes, mode === "100755" ? 0o777 : 0o666);
  }
}

async function blobsOf(context: GitContext, cwd: string, tree: string): Promise<Blob[]> {
  const listed = await runGit(context, cwd, ["ls-tree", "-r", "-z", "--full-tree", tree], {
    outputBytesMax: listBytesMax,
  });
  return listed.stdoutBytes
    .toString("latin1")
    .split("\0")
    .flatMap((record) => {
      const [, mode = "", sha = "", bytes] = /^(100\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(record) ?? [];
      return bytes === undefined ? [] : [{ mode, sha, path: pathOf(Buffer.from(bytes, "latin1")) }];
    });
}

/** Null for what is no file, follows a link, or is too large. */
async function readRegular(cwd: string, path: string): Promise<Buffer | null> {
  const handle = await open(fileAt(cwd, path), readFlags).catch(() => null);
  if (handle === null) return null;
  try {
    const state = await handle.stat();
    if (!state.isFile() || state.size > fileBytesMax) return null;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(state.size), 0, state.size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** As git names a blob; a repository of the newer kind has names of 64 letters. */
const blobName = (bytes: Buffer, length: number): string =>
  createHash(length === 64 ? "sha256" : "sha1")
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest("hex");

/** What git would store of these bytes at the path, its filters applied. */
async function cleanName(context: GitContext, cwd: string, path: string, bytes: Buffer): Promise<string> {
  const { stdout } = await runGit(context, cwd, ["hash-object", `--path=${path}`, "--stdin"], {
    stdin: bytes,
  });
  return stdout.trim();
}

async function replace(cwd: string, path: string, bytes: Buffer, mode: number): Promise<void> {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const temporary = fileAt(cwd, `${folder}${temporaryPrefix}${randomUUID()}`);
  try {
    const handle = await open(temporary, "wx", mode);
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
    await rename(temporary, fileAt(cwd, path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
