import { randomUUID } from "node:crypto";
import { lstat, mkdir, readdir, readFile, realpath, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { invalid, notFound } from "../errors.ts";
import { inTurn } from "../in-turn.ts";
import { measureFolder } from "../measure.ts";
import type {
  DeleteAnswer,
  EmptyTrashAnswer,
  RestoreAnswer,
  TrashAnswer,
  TrashItem,
} from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { unlessMissing } from "../unless-missing.ts";
import { makeFolders, renameWithoutReplacing } from "./change-tree.ts";
import { copyEntry, type Place } from "./copy-entry.ts";
import { cutToBytes, nameBytesMax } from "./cut-to-bytes.ts";
import { type OpenFolder, withFolder } from "./inside.ts";
import { typeOf } from "./list-tree.ts";
import { onPath, refuseGitInside, splitPath } from "./paths.ts";
import { removeEntry } from "./remove-entry.ts";
import { withTemporary } from "./temporaries.ts";

/**
 * The trash lies in stateDir/trash, outside of every root: neither git nor a search sees it. Each item has a folder of
 * its own with a manifest, so names never collide. Nothing leaves it but by `restoreFromTrash` and `emptyTrash`.
 */
const Manifest = z.object({ root: z.string(), path: z.string(), deletedAt: z.string() });
type Manifest = z.infer<typeof Manifest>;

const itemName = "item";
const measureDeadlineMs = 2000;
/** What lies in the trash does not change: each item is measured once. */
const sizes = new Map<string, number>();

/** Moves a file, folder or link (never what a link names) into the trash, from where it can come back. */
export async function moveToTrash(stateDir: string, root: Root, path: string): Promise<DeleteAnswer> {
  const parts = splitPath(path);
  const name = parts.at(-1);
  if (name === undefined) throw invalid("path", "is the root itself");
  const trashId = randomUUID();
  const place = join(stateDir, "trash", trashId);
  return onPath(() =>
    withFolder(root, parts.slice(0, -1), async (folder) => {
      refuseGitInside([...folder.parts, name], "path");
      await mkdir(place, { recursive: true, mode: 0o700 });
      const manifest: Manifest = {
        root: root.name,
        path: parts.join("/"),
        deletedAt: new Date().toISOString(),
      };
      try {
        // The manifest first: an item without one could not be brought back, a manifest without an item harms nobody.
        await writeFile(join(place, "manifest.json"), JSON.stringify(manifest), { mode: 0o600 });
        await withPlace(place, (target) => moveIn({ folder, name }, target));
      } catch (error) {
        // What stands in the trash may be all that is left of it.
        const item = await unlessMissing(lstat(join(place, itemName)));
        if (item === null) await removeItems(stateDir, [trashId]).catch(() => undefined);
        throw error;
      }
      return { path: manifest.path, trashId };
    }),
  );
}

/**
 * Puts an item back where it was, or at `to`; folders above it are made again. CONFLICT where the place is taken: the
 * item stays in the trash.
 */
export async function restoreFromTrash(
  stateDir: string,
  { trashId, to }: { trashId: string; to?: string | undefined },
  findRoot: (name: string) => Promise<Root>,
): Promise<RestoreAnswer> {
  const place = join(stateDir, "trash", trashId);
  const manifest = await readManifest(place);
  if (manifest === null) throw notFound("item in the trash");
  const root = await findRoot(manifest.root);
  const field = to === undefined ? "path" : "to";
  const parts = splitPath(to ?? manifest.path, field);
  const name = parts.at(-1);
  if (name === undefined) throw invalid(field, "is the root itself");
  await onPath(async () => {
    await makeFolders(root, parts.slice(0, -1), field);
    await withFolder(
      root,
      parts.slice(0, -1),
      (folder) => {
        refuseGitInside([...folder.parts, name], field);
        return withPlace(place, async (source) => {
          const target = { folder, name: Buffer.from(name) };
          // Where it had to be copied it still lies in the trash, and goes from there below.
          if (await isRenamed(source, target)) return;
          await withTemporary(stateDir, root, folder, (temporary) => copyAcross(source, target, temporary));
        });
      },
      field,
    );
  }, field);
  // It is back; what cannot be removed now goes with the next emptying.
  await removeItems(stateDir, [trashId]).catch(() => undefined);
  return { root: root.name, path: parts.join("/") };
}

/** Newest first, with sizes as far as two seconds suffice to count them; the rest is counted the next time. */
export async function listTrash(stateDir: string): Promise<TrashAnswer> {
  const folder = join(stateDir, "trash");
  const trashIds = await readdir(folder).catch(() => []);
  const until = performance.now() + measureDeadlineMs;
  const items: TrashItem[] = [];
  for (const trashId of trashIds) {
    const place = join(folder, trashId);
    const manifest = await readManifest(place);
    const stats = await lstat(join(place, itemName)).catch(() => null);
    if (manifest === null || stats === null) continue;
    const type = typeOf(stats);
    const sizeBytes = type === "folder" ? await sizeOf(trashId, join(place, itemName), until) : stats.size;
    items.push({ trashId, ...manifest, type, sizeBytes });
  }
  items.sort((one, other) => (one.deletedAt < other.deletedAt ? 1 : -1));
  return { items, sizeBytes: sumOf(items) };
}

/** Removes items for good; what is gone already is no failure. */
export async function emptyTrash(stateDir: string, trashIds: readonly string[]): Promise<EmptyTrashAnswer> {
  const before = await listTrash(stateDir);
  if (before.items.length === 0) return { removed: 0, sizeBytes: 0 };
  const going = new Set(trashIds);
  const items = before.items.filter(({ trashId }) => going.has(trashId));
  await removeItems(
    stateDir,
    items.map(({ trashId }) => trashId),
  );
  return { removed: items.length, sizeBytes: sumOf(items) };
}

/** Removes what a delete that was killed before `startedAt` (in ms since 1970) copied so far: it still stands in its root. */
export async function sweepTrash(stateDir: string, startedAt: number): Promise<void> {
  const folder = join(stateDir, "trash");
  for (const trashId of await readdir(folder).catch(() => [])) {
    const stats = await unlessMissing(lstat(join(folder, trashId)));
    const item = await unlessMissing(lstat(join(folder, trashId, itemName)));
    if (stats !== null && item === null && stats.mtimeMs < startedAt) await removeItems(stateDir, [trashId]);
  }
}

/** One after the other: what the one removes last, the other may just have put there. */
const removeItems = (stateDir: string, trashIds: readonly string[]): Promise<void> =>
  inTurn(`trash ${stateDir}`, async () => {
    const [folder, aside] = [join(stateDir, "trash"), join(stateDir, "trash-removed")];
    // On a full disk there may be no room for the folder; then each item goes from where it lies.
    const hasAside = await mkdir(aside, { recursive: true, mode: 0o700 }).then(
      () => true,
      () => false,
    );
    for (const trashId of trashIds) {
      sizes.delete(trashId);
      // Under another name first: what is half removed can neither be listed nor brought back.
      if (hasAside) await rename(join(folder, trashId), join(aside, trashId)).catch(() => undefined);
      await withPlainFolder(folder, (trash) => removeEntry(trash, Buffer.from(trashId)));
    }
    // With what an earlier removal left that did not come to its end.
    await withPlainFolder(stateDir, (state) => removeEntry(state, Buffer.from("trash-removed")));
  });

const sumOf = (items: readonly TrashItem[]): number | null =>
  items.reduce<number | null>(
    (sum, { sizeBytes }) => (sum === null || sizeBytes === null ? null : sum + sizeBytes),
    0,
  );

async function sizeOf(trashId: string, path: string, until: number): Promise<number | null> {
  const known = sizes.get(trashId);
  if (known !== undefined) return known;
  const { sizeBytes, isWhole } = await measureFolder(path, until - performance.now());
  if (!isWhole) return null;
  sizes.set(trashId, sizeBytes);
  return sizeBytes;
}

/** Null for what is no item, as where a delete broke off before its manifest was written. */
async function readManifest(place: string): Promise<Manifest | null> {
  try {
    return Manifest.parse(JSON.parse(await readFile(join(place, "manifest.json"), "utf8")));
  } catch {
    return null;
  }
}

/** Opens an item's own folder in the trash. */
const withPlace = <Result>(place: string, use: (item: Place) => Promise<Result>): Promise<Result> =>
  withPlainFolder(place, (folder) => use({ folder, name: Buffer.from(itemName) }));

/** A folder of our own, outside of every root. */
async function withPlainFolder<Result>(
  path: string,
  use: (folder: OpenFolder) => Promise<Result>,
): Promise<Result> {
  return withFolder({ name: "state", path: await realpath(path) }, [], use);
}

/**
 * Renames, or copies and removes where the trash lies on another disk than the root. There it goes under another name
 * first: what is written to its place from then on is a new thing and stays. That name can be seen, so that nothing is
 * lost from sight where this breaks off or cannot remove everything.
 */
async function moveIn({ folder, name }: { folder: OpenFolder; name: string }, target: Place): Promise<void> {
  if (await isRenamed({ folder, name: Buffer.from(name) }, target)) return;
  const suffix = `.deleting-${randomUUID().slice(0, 8)}`;
  const aside = cutToBytes(name, nameBytesMax - suffix.length) + suffix;
  await rename(folder.at(name), folder.at(aside));
  try {
    await copyAcross({ folder, name: Buffer.from(aside) }, target, "copy");
  } catch (error) {
    // Under its name again, unless that was taken meanwhile.
    await renameWithoutReplacing(folder.at(aside), folder.at(name)).catch(() => undefined);
    throw error;
  }
  await removeEntry(folder, Buffer.from(aside)).catch(() => undefined);
}

/** False where the two lie on different disks. */
async function isRenamed(source: Place, target: Place): Promise<boolean> {
  try {
    await renameWithoutReplacing(
      source.folder.at(source.name.toString()),
      target.folder.at(target.name.toString()),
    );
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EXDEV") return false;
    throw error;
  }
}

/** Whole or not at all; what stays under the temporary name is the caller's to remove. */
async function copyAcross(source: Place, target: Place, temporary: string): Promise<void> {
  const { folder, name } = target;
  await copyEntry(source, { folder, name: Buffer.from(temporary) }, { hasGit: true });
  await renameWithoutReplacing(folder.at(temporary), folder.at(name.toString()));
}
