import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { settingSecrets } from "#drizzle/schema/spending.ts";
import { newId } from "#lib/kernel/ids.ts";
import { secret } from "#lib/kernel/secret.ts";
import { type AuditPlatform, sealAudit } from "#lib/platform/audit/seal.ts";
import { walkChain } from "#lib/platform/audit/walk.ts";
import { readArchive } from "#lib/platform/backup/archive-file.ts";
import { makeBackup } from "#lib/platform/backup/make-backup.ts";
import { loadRecoveryKey, type RecoveryKey } from "#lib/platform/backup/recovery-key.ts";
import { restoreBackup } from "#lib/platform/backup/restore-backup.ts";
import { differenceOf, listTables, sumTables } from "#lib/platform/backup/table-sums.ts";
import {
  environmentOf,
  removeRestoredHome,
  type TestInstallation,
  testInstallation,
} from "#lib/platform/backup/testing.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { openDatabase } from "#lib/platform/db/database.ts";
import { startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { makeHome, quietLog } from "#lib/platform/db/embedded-fixture.ts";
import { audit, transact } from "#lib/platform/db/transact.ts";
import { addMasterKey, dropOldMasterKeys, loadMasterKey } from "#lib/platform/master-key.ts";
import { masterKeyOf, openPlatform } from "#lib/platform/platform.ts";
import { joinKeyRing } from "#lib/platform/secrets/key-record.ts";
import { placeIn } from "#lib/platform/secrets/places.ts";
import { retireOldKeys } from "#lib/platform/secrets/rewrap-secrets.ts";
import { seal, unseal } from "#lib/platform/secrets/seal.ts";

const restore = (archive: string, key: RecoveryKey, home: string, more: Record<string, string> = {}) =>
  restoreBackup({
    environment: environmentOf(home, more),
    archive,
    key,
    isToReplace: false,
    log: quietLog,
    signal: AbortSignal.timeout(60_000),
  });

let source: TestInstallation;
let other: string;

beforeAll(async () => {
  [source, other] = await Promise.all([testInstallation(), makeHome()]);
});
afterAll(async () => {
  await source?.remove();
  if (other) await removeRestoredHome(other);
});

test("what is backed up while it is written to comes back in another home as of one moment, row for row", async () => {
  const { sql, masterKey } = source;
  await sql`insert into settings (key, value) values ('planted', ${seal(masterKey, "settings:planted", "sk-4711")})`;
  await sql`create table burdens (id bigserial primary key, text text not null)`;
  await sql`insert into burdens (text) select repeat(md5(n::text), 20) from generate_series(1, 20000) n`;
  let isWriting = true;
  let written = 0;
  const writers = [1, 2, 3].map(async () => {
    while (isWriting) {
      // Two rows in one transaction: half of them may never come back.
      await sql.begin(async (tx) => {
        await tx`insert into burdens (text) values ('pair')`;
        await tx`insert into burdens (text) values ('pair')`;
      });
      written += 2;
    }
  });
  while (written < 100) await sleep(5);
  const before = written;
  const id = newId();
  await sql`
    insert into installation_backups (id, file_name, reason, state, version)
    values (${id}, 'x.backup', 'asked', 'running', '1.0.0')`;
  const made = await source.backUp("asked", AbortSignal.timeout(60_000), id);
  const after = written;
  isWriting = false;
  await Promise.all(writers);
  expect(after).toBeGreaterThan(before);

  const key = await loadRecoveryKey(source.home);
  const { manifest } = await readArchive(made.path, key);
  const restored = await restore(made.path, key, other);
  expect(restored.aside).toBeNull();
  const postgres = await startEmbeddedPostgres({ home: other, log: quietLog, isDurable: false });
  const copy = connect(postgres.url, { max: 1 });
  try {
    const [pairs] = await copy<{ count: number }[]>`
      select count(*)::int as count from burdens where text = 'pair'`;
    expect((pairs?.count ?? 1) % 2).toBe(0);
    expect(pairs?.count).toBeGreaterThanOrEqual(before);
    const changed = ["public.sessions", "public.audit_log", "public.events", "public.installation_backups"];
    const same = (sums: typeof manifest.tables) => sums.filter(({ table }) => !changed.includes(table));
    expect(differenceOf(same(manifest.tables), same(await sumTables(copy, await listTables(copy))))).toBe(
      undefined,
    );
    // Nobody takes it up there and writes it over the archive.
    const [own] = await copy`select state, verified_at is not null as verified from installation_backups`;
    expect(own).toEqual({ state: "ready", verified: true });
    const [planted] = await copy<{ value: string }[]>`select value from settings where key = 'planted'`;
    const key2 = await loadMasterKey({ home: other });
    expect(unseal(key2, "settings:planted", planted?.value ?? "")).toBe("sk-4711");
    expect(await readFile(join(other, "backup-key"), "utf8")).toBe(
      await readFile(join(source.home, "backup-key"), "utf8"),
    );
  } finally {
    await copy.end({ timeout: 1 });
    await postgres.stop();
  }
});

test("an invitation that was used or taken back since the backup opens nothing in the copy, nor does any other", async () => {
  const { sql, home } = source;
  const copy = await makeHome();
  const [owner, spent, open] = [newId(), newId(), newId()];
  await sql`insert into users (id, name, email, role) values (${owner}, 'Olga', 'olga@example.org', 'owner')`;
  for (const id of [spent, open])
    await sql`insert into invitations (id, token_hash, role, invited_by, expires_at)
      values (${id}, ${id}, 'member', ${owner}, now() + interval '7 days')`;
  const used = newId();
  await sql`insert into invitations (id, token_hash, role, invited_by, expires_at, used_at, used_by)
    values (${used}, ${used}, 'member', ${owner}, now() + interval '7 days', now(), ${owner})`;
  const made = await source.backUp();
  await sql`update invitations set used_at = now(), used_by = ${owner} where id = ${spent}`;
  try {
    await restore(made.path, await loadRecoveryKey(home), copy);
    const postgres = await startEmbeddedPostgres({ home: copy, log: quietLog, isDurable: false });
    const restored = connect(postgres.url, { max: 1 });
    try {
      const revoked = await restored<{ id: string }[]>`select id from invitations
        where revoked_at is not null and used_at is null`;
      expect(new Set(revoked.map(({ id }) => id))).toEqual(new Set([spent, open]));
      const [{ record = "" } = {}] = await restored<{ record: string }[]>`select record from audit_log
        where record like '%installation.restored%'`;
      expect(JSON.parse(record)).toMatchObject({ invitationsRevoked: 2 });
    } finally {
      await restored.end({ timeout: 1 });
      await postgres.stop();
    }
  } finally {
    await removeRestoredHome(copy);
  }
});

/** What a server of the source would do and seal now, with the keys that it is given. */
async function sealAll(platform: AuditPlatform, planted: string): Promise<void> {
  const { masterKey, database } = platform;
  await joinKeyRing(database, masterKey);
  const place = { key: "registries", field: planted, origin: "dashboard" as const };
  const sealed = seal(masterKey, placeIn("setting_secrets", place), planted);
  await database.orm.insert(settingSecrets).values({ ...place, sealed });
  await transact(database, async (tx) => {
    audit(tx, { record: { what: planted }, operationId: null, projectId: null, personId: null });
  });
  await sealAudit(platform);
}

/** The secrets that a server on `home` opens, as it would on its start, and whether its audit log holds. */
async function readAll(home: string, more: Record<string, string> = {}) {
  const environment = environmentOf(home, more);
  const postgres = await startEmbeddedPostgres({ home, log: quietLog, isDurable: false });
  const platform = await openPlatform({ ...environment, databaseUrl: secret(postgres.url) }, 2);
  try {
    const rows = await platform.database.orm.select().from(settingSecrets).orderBy(settingSecrets.updatedAt);
    const secrets = rows.map((row) =>
      unseal(platform.masterKey, placeIn("setting_secrets", row), row.sealed),
    );
    return { secrets, isWhole: (await walkChain(platform)).isWhole };
  } finally {
    await platform.database.close();
    await postgres.stop();
  }
}

test("a backup made after a rotation comes back: the audit log holds from its first row, old and new secrets open", async () => {
  const { environment } = source;
  const database = openDatabase(source.postgres.url, 2);
  const copy = await makeHome();
  try {
    const masterKey = await loadMasterKey({ home: source.home });
    const platform = { database, masterKey, environment };
    await sealAll(platform, "sealed before the rotation");
    await addMasterKey(masterKey);
    await sealAll(platform, "sealed in the middle of it");
    const key = await loadRecoveryKey(source.home);
    const half = await source.backUp();
    await retireOldKeys(database, masterKey);
    await dropOldMasterKeys(masterKey);
    await sealAll(platform, "sealed after it");
    // By a process that has not looked at the file of the key since.
    const made = await source.backUp();

    await restore(half.path, key, copy);
    const planted = ["sealed before the rotation", "sealed in the middle of it"];
    expect(await readAll(copy)).toEqual({ secrets: planted, isWhole: true });
    await removeRestoredHome(copy);
    await restore(made.path, key, copy);
    expect(await readAll(copy)).toEqual({ secrets: [...planted, "sealed after it"], isWhole: true });
  } finally {
    await database.close();
    await removeRestoredHome(copy);
  }
});

test("keys given by variables come back in the middle of their rotation, and stay out of a home that has them given", async () => {
  const [old = "", next = ""] = [1, 2].map(() => randomBytes(32).toString("base64"));
  const given = { LOCKKEEPER_MASTER_KEY: next, LOCKKEEPER_MASTER_KEY_PREVIOUS: old };
  const [installation, copy] = [await testInstallation(), await makeHome()];
  const { home, postgres } = installation;
  const database = openDatabase(postgres.url, 2);
  try {
    for (const variables of [{ LOCKKEEPER_MASTER_KEY: old }, given]) {
      const environment = environmentOf(home, variables);
      const masterKey = await masterKeyOf(environment);
      await sealAll({ database, masterKey, environment }, `sealed by ${masterKey.id}`);
    }
    const environment = environmentOf(home, given);
    const masterKey = await masterKeyOf(environment);
    const made = await makeBackup({
      environment,
      masterKey,
      url: postgres.url,
      id: newId(),
      reason: "asked",
      signal: AbortSignal.timeout(60_000),
    });
    const key = await loadRecoveryKey(home);
    const expected = {
      secrets: masterKey
        .ids()
        .map((id) => `sealed by ${id}`)
        .reverse(),
      isWhole: true,
    };

    await expect(restore(made.path, key, copy, { LOCKKEEPER_MASTER_KEY: old })).rejects.toThrow(
      /LOCKKEEPER_MASTER_KEY is another key .* give that one, or none/,
    );
    await restore(made.path, key, copy, given);
    expect(existsSync(join(copy, "master-key"))).toBe(false);
    expect(await readAll(copy, given)).toEqual(expected);
    await removeRestoredHome(copy);
    await restore(made.path, key, copy);
    expect((await stat(join(copy, "master-key"))).mode & 0o777).toBe(0o600);
    expect(await readAll(copy)).toEqual(expected);
  } finally {
    await database.close();
    await installation.remove();
    await removeRestoredHome(copy);
  }
});
