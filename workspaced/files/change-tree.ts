import { link, lstat, mkdir, rename, unlink } from "node:fs/promises";
import { invalid } from "../errors.ts";
import type { PathAnswer } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { unlessMissing } from "../unless-missing.ts";
import { type OpenFolder, withFolder } from "./inside.ts";
import { onPath, refuseGitInside, splitPath } from "./paths.ts";

/** Makes a folder with those above it. CONFLICT where the last one is there already. */
export async function makeFolder(root: Root, path: string): Promise<PathAnswer> {
  const parts = splitPath(path);
  const name = parts.at(-1);
  if (name === undefined) throw invalid("path", "is the root itself");
  return onPath(async () => {
    await makeFolders(root, parts.slice(0, -1));
    await withFolder(root, parts.slice(0, -1), (folder) => {
      refuseGitInside([...folder.parts, name], "path");
      return mkdir(folder.at(name));
    });
    return { path: parts.join("/") };
  });
}

/** Makes the folders of a path that are missing, one below the other. */
export async function makeFolders(root: Root, parts: readonly string[], field = "path"): Promise<void> {
  const isThere = await unlessMissing(withFolder(root, parts, async () => true, field));
  if (isThere) return;
  for (const [index, name] of parts.entries()) {
    const make = async (folder: OpenFolder) => {
      refuseGitInside([...folder.parts, name], field);
      await mkdir(folder.at(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      });
    };
    await withFolder(root, parts.slice(0, index), make, field);
  }
}

/** Moves or renames without ever replacing: a taken target is a CONFLICT. Links move as links. */
export async function movePath(root: Root, from: string, to: string): Promise<PathAnswer> {
  const source = splitPath(from, "from");
  const target = splitPath(to, "to");
  const [sourceName, targetName] = [source.at(-1), target.at(-1)];
  if (sourceName === undefined) throw invalid("from", "is the root itself");
  if (targetName === undefined) throw invalid("to", "is the root itself");
  const move = (sourceFolder: OpenFolder, targetFolder: OpenFolder) => {
    refuseGitInside([...sourceFolder.parts, sourceName], "from");
    refuseGitInside([...targetFolder.parts, targetName], "to");
    return renameWithoutReplacing(sourceFolder.at(sourceName), targetFolder.at(targetName));
  };
  await onPath(
    () =>
      withFolder(
        root,
        source.slice(0, -1),
        (sourceFolder) =>
          onPath(
            () => withFolder(root, target.slice(0, -1), (folder) => move(sourceFolder, folder), "to"),
            "to",
          ),
        "from",
      ),
    "from",
  );
  return { path: target.join("/") };
}

/**
 * Files go by link and unlink, which refuse a taken name by themselves. A folder cannot be linked: there the look and
 * the rename are two steps, and the rename still refuses a target that holds anything.
 */
export async function renameWithoutReplacing(source: string, target: string): Promise<void> {
  const stats = await lstat(source);
  if (!stats.isDirectory()) {
    try {
      await link(source, target);
      await unlink(source);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Some file systems have no hard links; there it goes like a folder.
      if (code !== "EPERM" && code !== "EXDEV" && code !== "ENOTSUP" && code !== "EMLINK") throw error;
    }
  }
  const taken = await unlessMissing(lstat(target));
  if (taken !== null) throw Object.assign(new Error("taken"), { code: "EEXIST" });
  await rename(source, target);
}
