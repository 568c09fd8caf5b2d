import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkHealth } from "#lib/platform/backup/check-health.ts";
import { environmentOf } from "#lib/platform/backup/testing.ts";
import { UpgradeFailed, upgradeDatabase } from "#lib/platform/backup/upgrade.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { ask, makeHome, quietLog, removeHome } from "#lib/platform/db/embedded-fixture.ts";
import { migrate } from "#lib/platform/db/migrate.ts";
import { migrationsFolder } from "#lib/platform/db/migration-files.ts";

let home: string;
let folder: string;
let postgres: EmbeddedPostgres;

beforeEach(async () => {
  home = await makeHome();
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-migrations-"));
  await cp(migrationsFolder, folder, { recursive: true });
  postgres = await start();
  await migrate({ url: postgres.url, log: quietLog });
  await ask(
    postgres.url,
    "insert into users (id, email, name, role) values (gen_random_uuid(), 'ada@example.org', 'Ada', 'owner')",
  );
});
afterEach(async () => {
  await postgres.stop();
  await removeHome(home);
  await rm(folder, { recursive: true });
});

const start = () => startEmbeddedPostgres({ home, log: quietLog, isDurable: false });

/** One more migration, as the next version would bring. */
async function addMigration(sql: string): Promise<void> {
  const path = join(folder, "meta", "_journal.json");
  const journal = JSON.parse(await readFile(path, "utf8"));
  const last = journal.entries.at(-1);
  journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1000, tag: "9999_next" });
  await writeFile(path, JSON.stringify(journal));
  await writeFile(join(folder, "9999_next.sql"), sql);
}

interface Upgrading {
  health?: (url: string) => Promise<void>;
  prepare?: (url: string) => Promise<void>;
  more?: Record<string, string>;
}

const upgrade = ({ health = checkHealth, prepare = async () => {}, more }: Upgrading = {}) =>
  upgradeDatabase({
    environment: environmentOf(home, more),
    database: postgres,
    log: quietLog,
    prepare,
    checkHealth: health,
    folder,
  });

const archives = async () =>
  (await readdir(join(home, "backups")).catch(() => [])).filter((name) => name.includes("-upgrade-"));
const failureOf = (upgrading: Promise<void>) =>
  upgrading.then(
    () => "",
    (error: unknown) => (error instanceof UpgradeFailed ? error.message : `another error: ${error}`),
  );

test("an upgrade backs up first, and a start without one does not", async () => {
  await upgrade();
  expect(await archives()).toEqual([]);
  await addMigration("create table harbours (id int)");
  await upgrade();
  expect(await archives()).toHaveLength(1);
  expect(await ask(postgres.url, "select count(*)::int from harbours")).toEqual([0]);
  expect(existsSync(join(home, "upgrade.json"))).toBe(false);
});

test("a migration that fails leaves the data as it was, and says which version to start", async () => {
  await upgrade();
  await addMigration("create table harbours (id int);--> statement-breakpoint\nselect 1 / 0");
  const said = await failureOf(upgrade());
  expect(said).toMatch(/^The upgrade to Lockkeeper .* failed: .*division by zero/);
  expect(said).toMatch(/The data is as it was before: start Lockkeeper \d/);
  expect(await ask(postgres.url, "select to_regclass('harbours')::text")).toEqual([null]);
  expect(await ask(postgres.url, "select name from users")).toEqual(["Ada"]);
});

test("where the new version cannot work on what it made, the data goes back as it was", async () => {
  await upgrade();
  await addMigration("update users set name = 'Eve';--> statement-breakpoint\ndrop table sessions cascade");
  const said = await failureOf(upgrade());
  expect(said).toMatch(/The data was put back as it was before: start Lockkeeper \d/);
  postgres = await start();
  expect(await ask(postgres.url, "select name from users")).toEqual(["Ada"]);
  expect(await ask(postgres.url, "select to_regclass('sessions')::text")).toEqual(["sessions"]);
  expect(existsSync(join(home, "upgrade.json"))).toBe(false);
  // The version before finds the database as its own.
  expect(await migrate({ url: postgres.url, log: quietLog })).toEqual([]);
});

test("a server that was killed between the migration and the look at it goes on with that look", async () => {
  await upgrade();
  await addMigration("update users set name = 'Eve'");
  await upgrade({ health: () => Promise.reject(new Error("killed")) }).catch(() => {});
  postgres = await start();
  expect(await ask(postgres.url, "select name from users")).toEqual(["Ada"]);
  const [archive] = await archives();
  // As if the process had gone right behind the commit of the migration.
  await migrate({ url: postgres.url, log: quietLog, folder });
  const marker = {
    phase: "migrating",
    archive: join(home, "backups", archive ?? ""),
    from: "0.0.9",
    to: "0.1.0",
  };
  await writeFile(join(home, "upgrade.json"), JSON.stringify({ ...marker, reason: null }));
  const said = await failureOf(upgrade({ health: () => Promise.reject(new Error("It is unwell.")) }));
  expect(said).toContain(
    "failed: It is unwell. The data was put back as it was before: start Lockkeeper 0.0.9.",
  );
  postgres = await start();
  expect(await ask(postgres.url, "select name from users")).toEqual(["Ada"]);
});

test("a way back that was cut off is gone to its end by the next start", async () => {
  await upgrade();
  await addMigration("update users set name = 'Eve'");
  await upgrade();
  expect(await ask(postgres.url, "select name from users")).toEqual(["Eve"]);
  const [archive] = await archives();
  const marker = { archive: join(home, "backups", archive ?? ""), from: "0.0.9", to: "0.1.0" };
  await writeFile(
    join(home, "upgrade.json"),
    JSON.stringify({ phase: "returning", ...marker, reason: "no" }),
  );
  expect(await failureOf(upgrade())).toContain("The data was put back as it was before");
  postgres = await start();
  expect(await ask(postgres.url, "select name from users")).toEqual(["Ada"]);
});

test("without a backup there is no upgrade, unless somebody says so", async () => {
  await upgrade();
  await addMigration("create table harbours (id int)");
  // Where the folder of backups should be lies a file.
  await writeFile(join(home, "backups"), "");
  const said = await failureOf(upgrade());
  expect(said).toMatch(/the backup before that could not be made/);
  expect(said).toContain("LOCKKEEPER_UPGRADE_WITHOUT_BACKUP=1");
  expect(await ask(postgres.url, "select to_regclass('harbours')::text")).toEqual([null]);
  await upgrade({ more: { LOCKKEEPER_UPGRADE_WITHOUT_BACKUP: "1" } });
  expect(await ask(postgres.url, "select to_regclass('harbours')::text")).toEqual(["harbours"]);
});
