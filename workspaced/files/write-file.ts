import { randomUUID } from "node:crypto";
import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, lstat, open, realpath, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { conflict, invalid, RequestError } from "../errors.ts";
import { inTurn } from "../in-turn.ts";
import type { WriteAnswer } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { unlessMissing } from "../unless-missing.ts";
import { etagOf } from "./describe-file.ts";
import { type OpenFolder, partsInside, withFolder } from "./inside.ts";
import { onPath, refuseGitInside, splitPath, temporaryPrefix } from "./paths.ts";
import { matchesEtag } from "./read-content.ts";

const fileBytesMax = 4 * 1024 ** 3;
const newFileMode = 0o666;
const temporaryFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

export interface WriteCondition {
  /** The ETag the caller last read; `*` replaces whatever is there. Without it the file must be new. */
  ifMatch: string | undefined;
}

/**
 * Writes a whole file at once: temporary file beside it, fsync, rename. Mode and owner are kept. A file that is not
 * the one the caller read is a CONFLICT with the current etag and stays as it is.
 */
export async function writeFile(
  root: Root,
  path: string,
  body: Readable,
  condition: WriteCondition,
): Promise<WriteAnswer> {
  return onPath(async () => {
    const parts = await followLastLink(root, splitPath(path));
    const name = parts.at(-1);
    if (name === undefined) throw invalid("path", "is a folder");
    return withFolder(root, parts.slice(0, -1), async (folder) => {
      refuseGitInside([...folder.parts, name], "path");
      await checkCondition(folder, name, condition);
      const temporary = `${temporaryPrefix}${randomUUID()}`;
      const handle = await open(folder.at(temporary), temporaryFlags, newFileMode);
      try {
        await handle.writeFile(limitBytes(body));
        return await replace(folder, name, temporary, handle, condition);
      } catch (error) {
        await unlink(folder.at(temporary)).catch(() => undefined);
        throw error;
      } finally {
        await handle.close();
      }
    });
  });
}

async function replace(
  folder: OpenFolder,
  name: string,
  temporary: string,
  handle: FileHandle,
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

async function* limitBytes(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > fileBytesMax) throw new RequestError("PAYLOAD_TOO_LARGE", "A file may have at most 4 GiB.");
    yield chunk;
  }
}
