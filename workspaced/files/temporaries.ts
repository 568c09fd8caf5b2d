import { randomUUID } from "node:crypto";
import { lstat, mkdir, readdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Root } from "../roots.ts";
import { unlessMissing } from "../unless-missing.ts";
import { type OpenFolder, withFolder } from "./inside.ts";
import { temporaryPrefix } from "./paths.ts";
import { removeEntry } from "./remove-entry.ts";

/**
 * What is made whole under a hidden name before it takes its own is noted in stateDir/temporaries for as long: no
 * listing shows it, so that what a kill leaves behind would stay for good.
 */
const Note = z.object({
  root: z.string(),
  parts: z.array(z.string()),
  name: z
    .string()
    .startsWith(temporaryPrefix)
    .regex(/^[^/]+$/),
});

/** Hands `use` a hidden name in `folder`; what still stands under it in the end is removed. */
export async function withTemporary<Result>(
  stateDir: string,
  root: Root,
  folder: OpenFolder,
  use: (name: string) => Promise<Result>,
): Promise<Result> {
  const id = randomUUID();
  const name = `${temporaryPrefix}${id}`;
  const note = join(stateDir, "temporaries", id);
  await writeNote(note, { root: root.name, parts: folder.parts, name });
  try {
    return await use(name);
  } finally {
    await removeEntry(folder, Buffer.from(name)).then(
      () => unlink(note).catch(() => undefined),
      () => undefined,
    );
  }
}

/** On a full disk the note may find no room, where what it is about still does. */
async function writeNote(path: string, note: z.infer<typeof Note>): Promise<void> {
  try {
    await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
    await writeFile(path, JSON.stringify(note), { mode: 0o600 });
  } catch {
    return;
  }
}

/** Removes what was noted before `startedAt` (in ms since 1970) and whose maker is gone with the process. */
export async function sweepTemporaries(
  stateDir: string,
  findRoot: (name: string) => Promise<Root>,
  startedAt: number,
): Promise<void> {
  const notes = join(stateDir, "temporaries");
  for (const id of (await unlessMissing(readdir(notes))) ?? []) {
    const path = join(notes, id);
    const stats = await unlessMissing(lstat(path));
    if (stats === null || stats.mtimeMs >= startedAt) continue;
    const note = await readNote(path);
    if (note !== null) await removeNoted(note, findRoot);
    await unlink(path);
  }
}

async function removeNoted({ root, parts, name }: z.infer<typeof Note>, findRoot: FindRoot): Promise<void> {
  const found = await findRoot(root).catch(() => null);
  // With its root, as a worktree, it went too.
  if (found === null) return;
  await unlessMissing(withFolder(found, parts, (folder) => removeEntry(folder, Buffer.from(name))));
}

type FindRoot = (name: string) => Promise<Root>;

/** Null for one that was being written when it ended. */
async function readNote(path: string): Promise<z.infer<typeof Note> | null> {
  try {
    return Note.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}
