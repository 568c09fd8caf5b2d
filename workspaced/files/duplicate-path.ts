import { lstat } from "node:fs/promises";
import { extname } from "node:path";
import { conflict, invalid } from "../errors.ts";
import type { DuplicateAnswer } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { unlessMissing } from "../unless-missing.ts";
import { renameWithoutReplacing } from "./change-tree.ts";
import { copyEntry } from "./copy-entry.ts";
import { cutToBytes, nameBytesMax } from "./cut-to-bytes.ts";
import { type OpenFolder, withFolder } from "./inside.ts";
import { onPath, refuseGitInside, splitPath } from "./paths.ts";
import { withTemporary } from "./temporaries.ts";

const triesMax = 1000;
const extensionMax = 50;

/**
 * Copies a file or folder to `to`, or beside itself under the first free of `a copy.txt`, `a copy 2.txt` …. It appears
 * whole or not at all, and never in the place of something else.
 */
export async function duplicatePath(
  stateDir: string,
  root: Root,
  input: { path: string; to?: string | undefined },
  signal?: AbortSignal,
): Promise<DuplicateAnswer> {
  const source = splitPath(input.path);
  const name = source.at(-1);
  if (name === undefined) throw invalid("path", "is the root itself");
  const target = input.to === undefined ? null : splitPath(input.to, "to");
  if (target?.length === 0) throw invalid("to", "is the root itself");
  if (target !== null && target.length > source.length && source.every((part, at) => part === target[at])) {
    throw invalid("to", "lies in what is copied");
  }
  const copy = (sourceFolder: OpenFolder, targetFolder: OpenFolder) => {
    refuseGitInside([...sourceFolder.parts, name], "path");
    const wanted = target?.at(-1);
    if (wanted !== undefined) refuseGitInside([...targetFolder.parts, wanted], "to");
    return withTemporary(stateDir, root, targetFolder, (temporary) =>
      copyAndName({ folder: sourceFolder, name }, { folder: targetFolder, wanted, temporary }, signal),
    );
  };
  const parent = source.slice(0, -1);
  const { taken, skipped } = await onPath(() =>
    withFolder(root, parent, (sourceFolder) =>
      target === null
        ? copy(sourceFolder, sourceFolder)
        : onPath(
            () => withFolder(root, target.slice(0, -1), (folder) => copy(sourceFolder, folder), "to"),
            "to",
          ),
    ),
  );
  return { path: [...(target?.slice(0, -1) ?? parent), taken].join("/"), skipped };
}

async function copyAndName(
  source: { folder: OpenFolder; name: string },
  { folder, wanted, temporary }: { folder: OpenFolder; wanted: string | undefined; temporary: string },
  signal?: AbortSignal,
): Promise<{ taken: string; skipped: string[] }> {
  const stats = await lstat(source.folder.at(source.name));
  if (!stats.isFile() && !stats.isDirectory() && !stats.isSymbolicLink()) {
    throw invalid("path", "is a pipe, socket or device, which cannot be copied");
  }
  // What is there already is said before a large folder is copied.
  if (wanted !== undefined && (await unlessMissing(lstat(folder.at(wanted)))) !== null) throw isTaken();
  const skipped = await copyEntry(
    { folder: source.folder, name: Buffer.from(source.name) },
    { folder, name: Buffer.from(temporary) },
    { hasGit: false, signal },
  );
  for (const name of wanted === undefined ? freeNames(source.name) : [wanted]) {
    if (await isPlaced(folder.at(temporary), folder.at(name))) return { taken: name, skipped };
  }
  throw isTaken();
}

const isTaken = () => conflict("Something with that name is there already.", { field: "to" });

/** False where the name is taken. */
async function isPlaced(temporary: string, target: string): Promise<boolean> {
  try {
    await renameWithoutReplacing(temporary, target);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** `a.txt` → `a copy.txt`, `a copy 2.txt` …; names that grow too long lose the end of their stem. */
function* freeNames(name: string): Generator<string> {
  const { length } = extname(name);
  const extension = length > extensionMax ? "" : name.slice(name.length - length);
  const stem = name.slice(0, name.length - extension.length);
  for (let count = 1; count <= triesMax; count += 1) {
    const suffix = `${count === 1 ? " copy" : ` copy ${count}`}${extension}`;
    yield cutToBytes(stem, nameBytesMax - Buffer.byteLength(suffix)) + suffix;
  }
}
