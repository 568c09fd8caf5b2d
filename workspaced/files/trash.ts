import { randomUUID } from "node:crypto";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { invalid, notFound } from "../errors.ts";
import type { DeleteAnswer, RestoreAnswer } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { renameWithoutReplacing } from "./change-tree.ts";
import { withFolder } from "./inside.ts";
import { onPath, refuseGitInside, splitPath } from "./paths.ts";

const Manifest = z.object({ root: z.string(), path: z.string(), deletedAt: z.string() });
type Manifest = z.infer<typeof Manifest>;

/** Moves a file, folder or link (never what a link names) into stateDir/trash, from where it can come back. */
export async function moveToTrash(stateDir: string, root: Root, path: string): Promise<DeleteAnswer> {
  const parts = splitPath(path);
  const name = parts.at(-1);
  if (name === undefined) throw invalid("path", "is the root itself");
  const trashId = randomUUID();
  const folderInTrash = join(stateDir, "trash", trashId);
  return onPath(() =>
    withFolder(root, parts.slice(0, -1), async (folder) => {
      refuseGitInside([...folder.parts, name], "path");
      await mkdir(folderInTrash, { recursive: true, mode: 0o700 });
      const manifest: Manifest = {
        root: root.name,
        path: parts.join("/"),
        deletedAt: new Date().toISOString(),
      };
      // The manifest first: an item without one could not be brought back, a manifest without an item harms nobody.
      await writeFile(join(folderInTrash, "manifest.json"), JSON.stringify(manifest), { mode: 0o600 });
      try {
        await moveAcross(folder.at(name), join(folderInTrash, "item"));
      } catch (error) {
        await rm(folderInTrash, { recursive: true, force: true });
        throw error;
      }
      return { path: manifest.path, trashId };
    }),
  );
}

/** Puts an item back where it was. CONFLICT where the place is taken, NOT_FOUND where its folder is gone. */
export async function restoreFromTrash(
  stateDir: string,
  trashId: string,
  findRoot: (name: string) => Promise<Root>,
): Promise<RestoreAnswer> {
  const folderInTrash = join(stateDir, "trash", trashId);
  const text = await readFile(join(folderInTrash, "manifest.json"), "utf8").catch(() => {
    throw notFound("item in the trash");
  });
  const manifest = Manifest.parse(JSON.parse(text));
  const root = await findRoot(manifest.root);
  const parts = splitPath(manifest.path);
  const name = parts.at(-1) ?? "";
  await onPath(() =>
    withFolder(root, parts.slice(0, -1), (folder) =>
      moveAcross(join(folderInTrash, "item"), folder.at(name)),
    ),
  );
  await rm(folderInTrash, { recursive: true, force: true });
  return { root: root.name, path: manifest.path };
}

/** Renames, or copies and removes where the trash lies on another disk than the root. */
async function moveAcross(source: string, target: string): Promise<void> {
  try {
    await renameWithoutReplacing(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    const temporary = `${target}.partial`;
    await cp(source, temporary, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
      force: false,
      errorOnExist: true,
    });
    await rename(temporary, target);
    await rm(source, { recursive: true, force: true });
  }
}
