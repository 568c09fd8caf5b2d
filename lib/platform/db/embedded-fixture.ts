import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connect } from "#lib/platform/db/connect.ts";
import { startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { removePlace } from "#lib/platform/db/embedded-place.ts";
import { createLogger } from "#lib/platform/log.ts";

/** Says only what ends a test anyway. */
export const quietLog = createLogger({ logLevel: "fatal", mode: "test" });

/** A home in the temporary folder with the real path. */
export const makeHome = async (): Promise<string> =>
  await realpath(await mkdtemp(join(tmpdir(), "lockkeeper-postgres-")));

/** Ends whatever runs on the home and removes all of it. */
export async function removeHome(home: string): Promise<void> {
  if (existsSync(join(home, "postgres", "data", "postmaster.pid"))) {
    const remains = await startEmbeddedPostgres({ home, log: quietLog, isDurable: false });
    await remains.stop();
  }
  await removePlace(home);
  await rm(home, { recursive: true, force: true });
}

const program = `
  import { startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
  import { createLogger } from "#lib/platform/log.ts";
  const log = createLogger({ logLevel: "silent", mode: "test" });
  try {
    const database = await startEmbeddedPostgres({ home: process.argv[1], log, isDurable: false });
    console.log(JSON.stringify({ url: database.url, pid: database.pid(), adopted: database.adopted }));
    process.stdin.on("data", async () => { await database.stop(); process.exit(0); });
  } catch (error) {
    console.log(JSON.stringify({ refusal: error.message }));
    process.exit(1);
  }`;

interface Said {
  url?: string;
  pid?: number;
  adopted?: boolean;
  refusal?: string;
}

/** A process of its own that starts the database of `home`; `said` is its answer. Write to its input to stop it. */
export function startInProcess(home: string, options: { uid?: number; gid?: number } = {}) {
  const child: ChildProcess = spawn(process.execPath, ["--input-type=module", "-e", program, home], {
    ...options,
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, LOCKKEEPER_PLANTED: "planted-secret" },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const said = new Promise<Said>((resolve, reject) => {
    if (child.stdout) createInterface(child.stdout).once("line", (line) => resolve(JSON.parse(line)));
    child.once("error", reject);
    void ended.then(() => reject(new Error("The process said nothing.")));
  });
  return { child, ended, said };
}

/** The answer to one query on a connection of its own. */
export async function ask(url: string, query: string): Promise<unknown[]> {
  const sql = connect(url, { max: 1, fetch_types: false });
  try {
    return [...(await sql.unsafe(query))].map((row) => Object.values(row)[0]);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
