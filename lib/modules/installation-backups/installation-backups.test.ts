import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { installationBackups } from "#drizzle/schema/installation-backups.ts";
import { newId } from "#lib/kernel/ids.ts";
import { askForDailyBackup, noteRead } from "#lib/modules/installation-backups/keep-backups.ts";
import { listBackups } from "#lib/modules/installation-backups/list-backups.live.ts";
import { runQuery } from "#lib/operations/query.ts";
import { runQueued } from "#lib/operations/run.ts";
import { findOperation } from "#lib/operations/store.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { findHandler } from "#lib/worker/handlers.ts";

let spine: TestPlatform;
let owner: Actor;
let admin: Actor;

beforeAll(async () => {
  spine = await testPlatform();
  owner = await spine.person("owner");
  admin = await spine.person("admin");
});
afterAll(() => spine?.drop());

const list = (actor: Actor, page = {}) => {
  const { platform } = spine;
  const context = { tx: platform.database.orm, actor, platform, signal: new AbortController().signal };
  return runQuery(listBackups, page, context);
};

async function plant(verifiedAt: Date | null, state: "ready" | "failed" = "ready"): Promise<string> {
  const id = newId();
  const row = { id, fileName: `${id}.backup`, reason: "asked" as const, state, version: "1.0.0", verifiedAt };
  await spine.platform.database.orm.insert(installationBackups).values(row);
  return id;
}

const remove = (backupId: string, actor = owner) =>
  spine.run("installation-backup.delete", { backupId }, actor, { reason: "it is old" });

test("the last verified backup cannot be deleted; one that is no use, or has another beside it, waits for consent", async () => {
  const only = await plant(new Date());
  expect(await remove(only)).toMatchObject({
    outcome: "error",
    error: {
      type: "REQUIREMENTS_NOT_MET",
      message: expect.stringContaining("Another backup has to be verified"),
    },
  });
  expect(await remove(await plant(null))).toMatchObject({ outcome: "held", operation: { level: "HIGH" } });
  expect(await remove(await plant(null, "failed"))).toMatchObject({ outcome: "held" });
  await plant(new Date());
  expect(await remove(only)).toMatchObject({
    outcome: "held",
    operation: { level: "HIGH", typedName: true },
  });
});

test("the recovery key is shown to the owner once, and stands in no record", async () => {
  const asked = (actor: Actor) => spine.run("installation-backup.show-key", {}, actor);
  expect(await asked(admin)).toMatchObject({ outcome: "error", error: { type: "FORBIDDEN" } });
  expect(await asked(owner)).toMatchObject({
    outcome: "error",
    error: { type: "FORBIDDEN", details: { because: "sign_in_again" } },
  });
  const shown = await asked({ ...owner, hasJustSignedIn: true });
  expect(shown).toMatchObject({ outcome: "done", result: { key: expect.stringMatching(/^[\w+/]{43}=$/) } });
  expect(await asked(owner)).toMatchObject({
    outcome: "error",
    error: { type: "CONFLICT", message: expect.stringContaining("npm run backup -- --show-key") },
  });
  const key = shown.outcome === "done" ? (shown.result as { key: string }).key : "";
  const { sql } = spine.platform.database;
  const rows = await sql`select o::text as text from operations o union all select a::text from audit_log a`;
  expect(rows.length).toBeGreaterThan(0);
  for (const { text } of rows) expect(text).not.toContain(key);
  expect((await list(owner)).recoveryKey.shownAt).not.toBeNull();
});

test("pages that run apart from the worker make up no recovery key that would open no backup", async () => {
  const web = await testPlatform({ ROLE: "web" });
  try {
    expect(await web.run("installation-backup.show-key", {}, await web.person("owner"))).toMatchObject({
      outcome: "error",
      error: { type: "CONFLICT", message: expect.stringContaining("where the worker runs") },
    });
    await expect(readdir(web.home)).resolves.not.toContain("backup-key");
  } finally {
    await web.drop();
  }
});

test("members and keys of a project see no backup, and admins do", async () => {
  const member = await spine.person("member");
  await expect(list(member)).rejects.toThrow(/owners and admins/);
  await expect(list({ ...owner, kind: "cli-key", scopes: ["read"], projectId: newId() })).rejects.toThrow();
  expect((await list(admin)).items.length).toBeGreaterThan(0);
  expect(await spine.run("installation-backup.create", {}, member)).toMatchObject({ outcome: "error" });
});

test("in a copy that was restored from it, a backup that was being made is not made again over itself", async () => {
  const { platform } = spine;
  const asked = await spine.run("installation-backup.create", {}, owner);
  if (asked.outcome !== "accepted") throw new Error(JSON.stringify(asked));
  const { id } = asked.operation;
  await platform.database.orm
    .update(installationBackups)
    .set({ state: "ready" })
    .where(eq(installationBackups.id, id));
  await runQueued(platform, findHandler, id, "worker");
  expect(await findOperation(platform.database.orm, id)).toMatchObject({ state: "succeeded" });
  await expect(readdir(join(spine.home, "backups"))).rejects.toThrow("ENOENT");
});

test("of several servers that find the daily backup due one is heard, and where it fails the list says why", async () => {
  const { platform } = spine;
  const { sql } = platform.database;
  // The folder of backups cannot be made.
  await mkdir(platform.environment.home, { recursive: true });
  await writeFile(join(platform.environment.home, "backups"), "");
  const inTwoHours = new Date(Date.now() + 2 * 3_600_000);
  await Promise.all([1, 2, 3].map(() => askForDailyBackup(platform, inTwoHours)));
  const asked = await sql`
    select o.id from operations o join installation_backups b using (id)
    where b.reason = 'daily' and o.state <> 'denied'`;
  expect(asked).toHaveLength(1);
  await spine.startWorker();
  await vi.waitFor(
    async () => {
      const [row] = await sql`select state, error from installation_backups where reason = 'daily'`;
      expect(row).toMatchObject({ state: "failed", error: expect.any(String) });
    },
    { timeout: 30_000, interval: 200 },
  );
});

test("a backup of the console counts as verified once it was read, and the list goes by their times, not their ids", async () => {
  const { platform } = spine;
  const old = { id: "ffffffff-ffff-4fff-bfff-ffffffffffff", createdAt: new Date("2020-01-02T03:04:05Z") };
  const young = { id: "00000000-0000-4000-8000-000000000001", createdAt: new Date(Date.now() + 60_000) };
  for (const made of [old, young]) {
    const row = { ...made, fileName: `${made.id}.backup`, reason: "asked" as const, version: "1.0.0" };
    await platform.database.orm.insert(installationBackups).values({ ...row, state: "ready" });
  }
  await noteRead(platform, { id: young.id, checksum: "5e1f" });
  const { items } = await list(owner);
  expect(items[0]).toMatchObject({ id: young.id, checksum: "5e1f", verifiedAt: expect.any(String) });
  expect(items.at(-1)).toMatchObject({ id: old.id, verifiedAt: null });
  const paged: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await list(owner, { limit: 2, ...(cursor && { cursor }) });
    paged.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor);
  expect(paged).toEqual(items.map(({ id }) => id));
});
