import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeBackup } from "#lib/platform/backup/make-backup.ts";
import { findTool } from "#lib/platform/backup/postgres-tools.ts";
import { loadRecoveryKey } from "#lib/platform/backup/recovery-key.ts";
import { restoreBackup, undoRestore } from "#lib/platform/backup/restore-backup.ts";
import { makeDatabaseBeside } from "#lib/platform/backup/restore-dump.ts";
import { stagingFolder } from "#lib/platform/backup/swap.ts";
import { environmentOf } from "#lib/platform/backup/testing.ts";
import { ask, makeHome, quietLog, removeHome } from "#lib/platform/db/embedded-fixture.ts";
import { ensureDatabase } from "#lib/platform/db/ensure-database.ts";
import { migrate } from "#lib/platform/db/migrate.ts";
import { testDatabase } from "#lib/platform/db/testing.ts";
import { loadMasterKey } from "#lib/platform/master-key.ts";

const run = promisify(execFile);
const deadline = () => AbortSignal.timeout(60_000);

interface Server {
  urlOf(database: string): string;
  stop(): Promise<void>;
}

/** A PostgreSQL of the system's own packages, on loopback with a password; a reason where the machine has none. */
async function startServer(): Promise<Server | string> {
  const versions = existsSync("/usr/lib/postgresql") ? await readdir("/usr/lib/postgresql") : [];
  const bin = versions
    .map((version) => `/usr/lib/postgresql/${version}/bin`)
    .find((path) => existsSync(`${path}/initdb`));
  if (!bin) return "this machine has no PostgreSQL server of the system's packages";
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-external-"));
  const isRoot = process.getuid?.() === 0;
  const [uid, gid] = isRoot
    ? await Promise.all(["-u", "-g"].map(async (flag) => Number((await run("id", [flag, "nobody"])).stdout)))
    : [process.getuid?.(), process.getgid?.()];
  const identity = uid !== undefined && gid !== undefined ? { uid, gid } : {};
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, "external-secret", { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) {
    await chown(folder, uid, gid);
    await chown(passwordFile, uid, gid);
  }
  const data = join(folder, "data");
  const init = [
    "--auth=scram-sha-256",
    "--username=captain",
    `--pwfile=${passwordFile}`,
    "--no-sync",
    "--encoding=UTF8",
    "--locale=C",
  ];
  await run(`${bin}/initdb`, [...init, `--pgdata=${data}`], { ...identity, cwd: "/" });
  const port = await freePort();
  const options = [
    "-D",
    data,
    "-p",
    String(port),
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    `unix_socket_directories=${folder}`,
    "-c",
    "fsync=off",
  ];
  const child = spawn(`${bin}/postgres`, options, { ...identity, cwd: "/", stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const urlOf = (database: string) => `postgres://captain:external-secret@127.0.0.1:${port}/${database}`;
  await vi.waitFor(() => ask(urlOf("postgres"), "select 1"), { timeout: 30_000, interval: 200 });
  return {
    urlOf,
    async stop() {
      child.kill("SIGINT");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

let server: Server | string;
let home: string;
let other: string;

beforeAll(async () => {
  [server, home, other] = await Promise.all([startServer(), makeHome(), makeHome()]);
});
afterAll(async () => {
  if (server && typeof server !== "string") await server.stop();
  for (const each of [home, other]) if (each) await removeHome(each);
});

const backUp = async (url: string, more: Record<string, string> = {}) => {
  const environment = environmentOf(home, { DATABASE_URL: url, PATH: "/usr/bin:/bin", ...more });
  const masterKey = await loadMasterKey({ home });
  return makeBackup({ environment, masterKey, url, id: randomUUID(), reason: "asked", signal: deadline() });
};

test("a database that somebody else runs is dumped in one snapshot, restored beside another one, and swapped", async ({
  skip,
}) => {
  if (typeof server === "string") return skip(server);
  const [from, to] = [server.urlOf("harbor"), server.urlOf("copy")];
  for (const name of ["harbor", "copy"]) await ask(server.urlOf("postgres"), `create database ${name}`);
  await migrate({ url: from, log: quietLog });
  await ask(from, "insert into settings (key, value) values ('planted', 'as it was')");
  const made = await backUp(from);
  await ask(from, "update settings set value = 'changed since'");
  const request = {
    environment: environmentOf(other, { DATABASE_URL: to }),
    archive: made.path,
    key: await loadRecoveryKey(home),
    isToReplace: false,
    log: quietLog,
    signal: deadline(),
  };
  await restoreBackup(request);
  expect(await ask(to, "select value from settings where key = 'planted'")).toEqual(["as it was"]);
  expect(await ask(from, "select value from settings where key = 'planted'")).toEqual(["changed since"]);

  await expect(restoreBackup(request)).rejects.toThrow(/There is data in .* already/);
  await ask(to, "update settings set value = 'at work'");
  await restoreBackup({ ...request, isToReplace: true });
  expect(await ask(to, "select value from settings where key = 'planted'")).toEqual(["as it was"]);
  await undoRestore(request.environment, quietLog);
  expect(await ask(to, "select value from settings where key = 'planted'")).toEqual(["at work"]);
}, 180_000);

test("the database that a restore was filling when it was killed is dropped by the next start", async ({
  skip,
}) => {
  if (typeof server === "string") return skip(server);
  const url = server.urlOf("harbor");
  const staging = stagingFolder(other);
  await mkdir(staging);
  const { name } = await makeDatabaseBeside(url, staging);
  const isThere = () => ask(url, `select datname from pg_database where datname = '${name}'`);
  expect(await isThere()).toEqual([name]);
  await ensureDatabase(environmentOf(other, { DATABASE_URL: url }), quietLog);
  expect(await isThere()).toEqual([]);
  expect(existsSync(staging)).toBe(false);
});

test("tools that are older than the server are an error that says what to install, and no file", async () => {
  // The tests' own server is newer than any that this folder pretends to.
  const database = await testDatabase();
  const tools = await mkdtemp(join(tmpdir(), "lockkeeper-tools-"));
  const path = join(tools, "pg_dump");
  await writeFile(path, "#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n");
  await chmod(path, 0o755);
  try {
    await expect(findTool("pg_dump", 99, tools)).rejects.toThrow(
      /pg_dump of this machine is of PostgreSQL \d+, and the server is of PostgreSQL 99; install .*postgresql-client-99/,
    );
    await mkdir(join(home, "backups"), { recursive: true });
    const before = await readdir(join(home, "backups"));
    const [major] = await ask(database.url, "select current_setting('server_version_num')::int / 10000");
    const own = await findTool("pg_dump", Number(major), tools).then(
      () => true,
      () => false,
    );
    if (!own) {
      await expect(backUp(database.url, { PATH: tools })).rejects.toThrow(
        /is of PostgreSQL \d+, and the server is of/,
      );
      expect(await readdir(join(home, "backups"))).toEqual(before);
    }
  } finally {
    await rm(tools, { recursive: true });
    await database.drop();
  }
});

test("a backup of one kind of database is not restored into the other", async ({ skip }) => {
  if (typeof server === "string") return skip(server);
  const made = await backUp(server.urlOf("harbor"));
  const request = {
    archive: made.path,
    key: await loadRecoveryKey(home),
    isToReplace: true,
    log: quietLog,
    signal: deadline(),
  };
  await expect(restoreBackup({ ...request, environment: environmentOf(other) })).rejects.toThrow(
    /set DATABASE_URL to an empty database/,
  );
});
