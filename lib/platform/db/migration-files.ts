import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";

/** One step of the schema, as drizzle-kit names it: `tag` is NNNN_name, `when` its time in milliseconds. */
export interface Migration {
  readonly tag: string;
  readonly when: number;
  /** SHA-256 of the file, as drizzle records it. */
  readonly hash: string;
  readonly statements: readonly string[];
}

const Journal = z.object({ entries: z.array(z.object({ tag: z.string(), when: z.number() })) });

/** Where the migrations of the product lie. */
export const migrationsFolder = resolve(import.meta.dirname, "../../../drizzle/migrations");

export const hasMigrations = (folder: string): boolean => existsSync(journalPath(folder));

const journalPath = (folder: string) => join(folder, "meta", "_journal.json");

/** The migrations of a folder in the order of its journal. Throws when that order is not the order of their times. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  if (!hasMigrations(folder))
    throw new Error(`There are no migrations in ${folder}; the installation is not complete.`);
  const journal = Journal.parse(JSON.parse(await readFile(journalPath(folder), "utf8")));
  for (const [index, { tag, when }] of journal.entries.entries()) {
    const before = journal.entries[index - 1];
    if (before && before.when >= when) {
      throw new Error(
        `Migration ${tag} is older than ${before.tag} before it; generate it anew, so that it is not skipped.`,
      );
    }
  }
  return await Promise.all(
    journal.entries.map(async ({ tag, when }) => {
      const text = await readFile(join(folder, `${tag}.sql`), "utf8");
      return {
        tag,
        when,
        hash: createHash("sha256").update(text).digest("hex"),
        statements: splitStatements(text),
      };
    }),
  );
}

export const wayBackPath = (folder: string, tag: string): string => join(folder, "down", `${tag}.sql`);

/** The statements that undo a migration. */
export async function readWayBack(folder: string, tag: string): Promise<string[]> {
  const text = await readFile(wayBackPath(folder, tag), "utf8").catch(() => {
    throw new Error(`Migration ${tag} has no way back: ${wayBackPath(folder, tag)} is missing.`);
  });
  return splitStatements(text);
}

const splitStatements = (text: string): string[] =>
  text
    .split("--> statement-breakpoint")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
