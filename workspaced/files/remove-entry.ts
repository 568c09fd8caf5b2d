import { readdir, rmdir, unlink } from "node:fs/promises";
import { childPath, type OpenFolder, withChild } from "./inside.ts";

const ownerMode = 0o700;

/** Removes a file, link or folder with what is in it, through open folders: never through a link. Gone is removed. */
export async function removeEntry(folder: OpenFolder, name: Buffer): Promise<void> {
  try {
    await unlink(childPath(folder, name));
    return;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    // Linux says the one of a folder, others the other.
    if (code !== "EISDIR" && code !== "EPERM") throw error;
  }
  await withChild(folder, name, async (child) => {
    const { mode } = await child.handle.stat();
    // Go's module cache, for one, is read-only: what is removed need not stay so.
    if ((mode & ownerMode) !== ownerMode) await child.handle.chmod(mode | ownerMode);
    for (const below of await readdir(child.at(), { encoding: "buffer" })) await removeEntry(child, below);
  });
  await rmdir(childPath(folder, name));
}
