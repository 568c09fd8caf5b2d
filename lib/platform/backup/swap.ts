import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { swapDatabases } from "#lib/platform/backup/database-swap.ts";
import { syncFolder, writeDurably } from "#lib/platform/backup/durable-file.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

/**
 * Puts what was restored into place, and what was there aside. All of it is on record in the home before the first
 * rename, and each rename can be asked for twice: whoever starts on the home after a crash makes the rest.
 */
const Swap = z.object({
  /** Where what was there goes; what it takes to go back is kept in it. */
  aside: z.string(),
  moves: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Of a server that somebody else runs: names of databases. */
  database: z.object({ restored: z.string(), live: z.string(), aside: z.string() }).nullable(),
  /** Removed at the end. */
  leftovers: z.array(z.string()),
});
export type Swap = z.infer<typeof Swap>;

/** Where what is restored is put together, until it is proved. */
export const stagingFolder = (home: string): string => join(home, "restoring");

const journalPath = (home: string): string => join(home, "restore.json");
const wayBackName = "way-back.json";

/** Makes the swap; `databaseUrl` is that of a server that somebody else runs. The home must be locked. */
export async function makeSwap(home: string, swap: Swap, databaseUrl: string | undefined): Promise<void> {
  await writeDurably(journalPath(home), textOf(swap));
  await finishSwap(home, databaseUrl);
}

const textOf = (swap: Swap): string => `${JSON.stringify(swap, null, 2)}\n`;

export const isSwapUnderWay = (home: string): boolean => existsSync(journalPath(home));

/** Goes on with a swap that was begun; does nothing where none was. The home must be locked. */
export async function finishSwap(home: string, databaseUrl: string | undefined): Promise<void> {
  const swap = await readSwap(journalPath(home));
  if (!swap) return;
  await mkdir(swap.aside, { recursive: true, mode: 0o700 });
  await writeDurably(join(swap.aside, wayBackName), textOf(reverseOf(swap)));
  if (swap.database) await swapDatabases(databaseUrl, swap.database);
  for (const { from, to } of swap.moves) {
    // What lies at its new place has been moved: each place is filled once.
    if (!existsSync(from) || existsSync(to)) continue;
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await rename(from, to);
    await syncFolder(dirname(to));
    if (dirname(from) !== dirname(to)) await syncFolder(dirname(from));
  }
  // Where nothing was there before, there is nothing to go back to.
  if ((await readdir(swap.aside)).every((name) => name === wayBackName) && !hasAsides(swap))
    await rm(swap.aside, { recursive: true });
  await rm(journalPath(home));
  await syncFolder(home);
  for (const path of swap.leftovers) await rm(path, { recursive: true, force: true });
}

const hasAsides = ({ moves, database }: Swap): boolean =>
  database !== null || moves.some(({ to }) => isAside(to) && existsSync(to));

const isAside = (path: string): boolean => basename(path).includes(".before-");

/** The way back of a swap that was made, as it lies in the folder of what was put aside. */
export async function readWayBack(aside: string): Promise<Swap | undefined> {
  return readSwap(join(aside, wayBackName));
}

/** What is in place now goes where the restored things came from, with "undone" in its name. */
function reverseOf({ aside, moves, database }: Swap): Swap {
  const undone = `${aside}.undone`;
  const asides = moves.filter(({ to }) => to.startsWith(`${aside}/`) || isAside(to));
  const places = moves.filter((move) => !asides.includes(move));
  return {
    aside: undone,
    moves: [
      ...places.map(({ to }, index) => ({ from: to, to: `${undone}/${index}` })),
      ...asides.map(({ from, to }) => ({ from: to, to: from })),
    ],
    database: database && {
      restored: database.aside,
      live: database.live,
      aside: `${database.aside.slice(0, 50)}_undone`,
    },
    leftovers: [],
  };
}

async function readSwap(path: string): Promise<Swap | undefined> {
  const text = await unlessMissing(readFile(path, "utf8"));
  return text === undefined ? undefined : Swap.parse(JSON.parse(text));
}
