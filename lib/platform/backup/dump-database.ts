import { spawn } from "node:child_process";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import type { CopiedDatabase } from "#lib/platform/backup/copy-cluster.ts";
import type { Entry } from "#lib/platform/backup/entries.ts";
import { findTool, type Tool, toolEnvironment } from "#lib/platform/backup/postgres-tools.ts";
import { listTables, sumTables } from "#lib/platform/backup/table-sums.ts";
import { connect } from "#lib/platform/db/connect.ts";

export const dumpPath = "database.dump";
const saidMax = 4_000;

interface DumpOptions {
  url: string;
  major: number;
  programsPath: string;
  signal: AbortSignal;
}

/** A database that somebody else runs, by pg_dump, in the very snapshot in which its rows are counted. */
export async function* dumpDatabase({
  url,
  major,
  programsPath,
  signal,
}: DumpOptions): AsyncGenerator<Entry, CopiedDatabase> {
  const tool = await findTool("pg_dump", major, programsPath);
  const sql = connect(url, { max: 1, idle_timeout: 0, max_lifetime: null, fetch_types: false });
  try {
    // The one connection there is keeps the transaction, and with it the snapshot.
    await sql`begin isolation level repeatable read read only`;
    const [row] = await sql<{ snapshot: string }[]>`select pg_export_snapshot() as snapshot`;
    if (!row) throw new ArchiveError("PostgreSQL gave no snapshot to dump.");
    yield { path: dumpPath, kind: "file", content: dump(tool, url, row.snapshot, signal) };
    const tables = await sumTables(sql, await listTables(sql));
    await sql`rollback`;
    return { tables, recoveryTarget: null, logSegments: [] };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function* dump(tool: Tool, url: string, snapshot: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const args = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", `--snapshot=${snapshot}`];
  const child = spawn(tool.path, args, {
    env: toolEnvironment(url),
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  let said = "";
  child.stderr.on("data", (piece: Buffer) => {
    said = (said + piece.toString("utf8")).slice(-saidMax);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  // Awaited below; until then a failure is no unhandled one.
  ended.catch(() => {});
  try {
    let bytes = 0;
    for await (const piece of child.stdout) {
      bytes += piece.length;
      yield piece;
    }
    const code = await ended;
    if (code !== 0 || bytes === 0)
      throw new ArchiveError(`pg_dump failed: ${said.trim().split("\n").at(-1) || `it ended with ${code}`}.`);
  } finally {
    child.kill();
  }
}
