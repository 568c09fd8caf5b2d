import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import { connectBeside, databaseNameOf } from "#lib/platform/backup/database-swap.ts";
import { writeDurably } from "#lib/platform/backup/durable-file.ts";
import { findTool, toolEnvironment } from "#lib/platform/backup/postgres-tools.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

interface DumpTarget {
  /** Of the database beside the live one, into which it is restored. */
  url: string;
  name: string;
  drop(): Promise<void>;
}

const saidMax = 4_000;

/** In the staging, from before the database is made: whoever clears that away finds what to drop. */
const notePath = (staging: string): string => join(staging, "beside");

/** A new database beside the one of `url`; throws one sentence where its user may make none. */
export async function makeDatabaseBeside(url: string, staging: string): Promise<DumpTarget> {
  const name = `${databaseNameOf(url).slice(0, 40)}_restore_${randomBytes(4).toString("hex")}`;
  await writeDurably(notePath(staging), name);
  await ask(url, "postgres", async (sql) => sql`create database ${sql(name)} template template0`).catch(
    (error: unknown) => {
      if (Reflect.get(Object(error), "code") !== "42501") throw error;
      throw new ArchiveError(
        "The user of DATABASE_URL may make no database, which a restore needs: run ALTER ROLE … CREATEDB as an administrator of PostgreSQL, and try again.",
      );
    },
  );
  const target = new URL(url.replace(/^(\w+:\/\/[^/?]*)@\//, "$1@localhost/"));
  target.pathname = `/${encodeURIComponent(name)}`;
  return {
    url: target.href,
    name,
    drop: () => dropBeside(url, name),
  };
}

async function dropBeside(url: string, name: string): Promise<void> {
  await ask(url, "postgres", async (sql) => sql`drop database if exists ${sql(name)} with (force)`);
}

/** Drops what a restore that was cut off had filled beside the database of `url`: all that the backup holds. */
export async function dropLeftDatabase(staging: string, url: string | undefined): Promise<void> {
  const name = await unlessMissing(readFile(notePath(staging), "utf8"));
  if (name && url) await dropBeside(url, name);
}

async function ask<T>(
  url: string,
  database: string,
  work: (sql: ReturnType<typeof connectBeside>) => Promise<T>,
): Promise<T> {
  const sql = connectBeside(url, database);
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

interface RestoringDump {
  url: string;
  path: string;
  major: number;
  programsPath: string;
  signal: AbortSignal;
}

/** The dump goes in as one transaction: all of it, or nothing. */
export async function restoreDump({ url, path, major, programsPath, signal }: RestoringDump): Promise<void> {
  const tool = await findTool("pg_restore", major, programsPath);
  const args = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"];
  const child = spawn(tool.path, [...args, `--dbname=${databaseNameOf(url)}`, "--", path], {
    env: toolEnvironment(url),
    stdio: ["ignore", "ignore", "pipe"],
    signal,
  });
  let said = "";
  child.stderr.on("data", (piece: Buffer) => {
    said = (said + piece.toString("utf8")).slice(-saidMax);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0)
    throw new ArchiveError(
      `pg_restore failed: ${said.trim().split("\n").at(-1) || `it ended with ${code}`}.`,
    );
}
