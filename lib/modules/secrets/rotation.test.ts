import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { llmProviders } from "#drizzle/schema/providers.ts";
import { findCommand } from "#lib/commands.ts";
import { directRunner } from "#lib/http/door.ts";
import { newId } from "#lib/kernel/ids.ts";
import { secret } from "#lib/kernel/secret.ts";
import { readSecrets } from "#lib/modules/secrets/read-secrets.ts";
import { SecretsView } from "#lib/modules/secrets/schema.ts";
import { writeRule } from "#lib/operations/rule-store.ts";
import { runQueued } from "#lib/operations/run.ts";
import { findOperation, listSteps } from "#lib/operations/store.ts";
import { submit } from "#lib/operations/submit.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import { sealOf } from "#lib/platform/audit/chain.ts";
import { writeHead } from "#lib/platform/audit/head.ts";
import { sealAudit } from "#lib/platform/audit/seal.ts";
import { linksAfter } from "#lib/platform/audit/store.ts";
import { walkChain } from "#lib/platform/audit/walk.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { audit, transact } from "#lib/platform/db/transact.ts";
import { readEnvironment } from "#lib/platform/env.ts";
import { addMasterKey, loadMasterKey, type MasterKey } from "#lib/platform/master-key.ts";
import { openPlatform, type Platform } from "#lib/platform/platform.ts";
import { seal, unseal } from "#lib/platform/secrets/seal.ts";
import { findHandler } from "#lib/worker/handlers.ts";

/** The whole way of a rotation on a real database, with the key in a file of the home. */
let ground: TestPlatform;
let platform: Platform;
let owner: Actor;

beforeEach(async () => {
  ground = await testPlatform({ LOCKKEEPER_MASTER_KEY: "" });
  ({ platform } = ground);
  owner = await ground.person("owner", "Olive");
  await writeRule(platform.database.orm, { id: newId(), subject: "master-key.rotate", level: "LOW" });
});
afterEach(() => ground?.drop());

const names = ["anthropic", "openai", "custom"] as const;
const place = (id: string) => `llm_providers:${id}:sealed_key`;

/** Providers with a key each; gives their ids. */
async function plantKeys(masterKey: MasterKey = platform.masterKey): Promise<string[]> {
  const ids = names.map(() => newId());
  await platform.database.orm.insert(llmProviders).values(
    names.map((name, index) => {
      const id = ids[index] ?? "";
      const sealedKey = seal(masterKey, place(id), `key-of-${id}`);
      return { id, name, baseUrl: "https://models.example.org", models: [], sealedKey };
    }),
  );
  return ids;
}

async function rowsOf(): Promise<{ id: string; sealed: string }[]> {
  const rows = await platform.database.orm.select().from(llmProviders);
  return rows.map(({ id, sealedKey }) => ({ id, sealed: sealedKey ?? "" }));
}

async function expectReadable(masterKey: MasterKey): Promise<void> {
  for (const { id, sealed } of await rowsOf())
    expect(unseal(masterKey, place(id), sealed)).toBe(`key-of-${id}`);
}

async function ask(input: object = {}): Promise<string> {
  const answer = await ground.run("master-key.rotate", input, owner);
  if (answer.outcome !== "accepted") throw new Error(JSON.stringify(answer));
  return answer.operation.id;
}

const row = async (id: string) => findOperation(platform.database.orm, id);

async function rotate(input: object = {}) {
  const id = await ask(input);
  await runQueued(platform, findHandler, id, "worker");
  return row(id);
}

const keysInFile = async (): Promise<string[]> =>
  (await readFile(join(ground.home, "master-key"), "utf8")).trim().split("\n");

test("a rotation wraps everything by a new key, and the old one opens nothing any more", async () => {
  await plantKeys();
  const before = await rowsOf();
  const [oldText = ""] = await keysInFile();
  const oldId = platform.masterKey.id;

  expect(await rotate()).toMatchObject({ state: "succeeded", result: { secrets: 4, damaged: [] } });

  const after = await rowsOf();
  expect(platform.masterKey.ids()).toHaveLength(1);
  expect(platform.masterKey.id).not.toBe(oldId);
  expect(await keysInFile()).not.toContain(oldText);
  await expectReadable(platform.masterKey);
  const old = await loadMasterKey({ home: "/nowhere", given: secret(oldText) });
  for (const { id, sealed } of after) {
    const earlier = before.find((one) => one.id === id)?.sealed ?? "";
    // Only the wrapped data key is another one; the ciphertext is what it was.
    expect(sealed.split(".")[3]).toBe(earlier.split(".")[3]);
    expect(sealed.split(".")[2]).not.toBe(earlier.split(".")[2]);
    expect(() => unseal(old, place(id), sealed)).toThrow(/sealed by master key/);
    // The row as it was before, put back by somebody, opens no more either.
    expect(() => unseal(platform.masterKey, place(id), earlier)).toThrow(/sealed by master key/);
  }
});

test("a process that has the old key only learns of the new one as soon as it meets it", async () => {
  const other = await openPlatform(platform.environment, 2);
  try {
    const [id = ""] = await plantKeys();
    await rotate();
    await expectReadable(other.masterKey);
    expect(other.masterKey.id).toBe(platform.masterKey.id);
    expect(seal(other.masterKey, place(id), "later")).toContain(`v1.${platform.masterKey.id}.`);
  } finally {
    await other.database.close();
  }
});

test("what was sealed by the old key and is not committed yet is waited for, and wrapped in the last pass", async () => {
  const { sql } = platform.database;
  const id = newId();
  const sealed = seal(platform.masterKey, place(id), `key-of-${id}`);
  const { promise: written, resolve: isWritten } = Promise.withResolvers<void>();
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const writing = sql.begin(async (tx) => {
    await tx`insert into llm_providers (id, name, models, sealed_key) values (${id}, 'openai', '{}', ${sealed})`;
    isWritten();
    await mayCommit;
  });
  await written;
  const operationId = await ask();
  const running = runQueued(platform, findHandler, operationId, "worker");
  await expect
    .poll(async () => (await sql`select 1 from pg_locks where not granted`).length)
    .toBeGreaterThan(0);
  commit();
  await writing;
  await running;
  expect(await row(operationId)).toMatchObject({ state: "succeeded" });
  await expectReadable(platform.masterKey);
  // Whoever comes later with it is refused by the database itself.
  await expect(sql`update llm_providers set sealed_key = ${sealed} where id = ${id}`).rejects.toMatchObject({
    code: "LK001",
  });
});

const moments = [
  "Make the new key",
  "Wrap every secret anew",
  "Retire the old key",
  "Remove the old key",
] as const;

test.each(moments)("killed with SIGKILL in “%s” it goes on, and no secret is lost", async (moment) => {
  await plantKeys();
  const operationId = await ask();
  const child = spawn(process.execPath, [join(import.meta.dirname, "fixtures/dying-rotation-process.ts")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      DATABASE_URL: ground.url,
      LOCKKEEPER_HOME: ground.home,
      LOG_LEVEL: "silent",
      TEST_OPERATION: operationId,
      TEST_MOMENT: moment,
    },
  });
  const [code, signal] = await once(child, "exit");
  expect({ code, signal }).toEqual({ code: null, signal: "SIGKILL" });
  // In the middle of it everything opens, also in a process that starts now.
  platform.masterKey.refresh();
  const fresh = await openPlatform(platform.environment, 2);
  await expectReadable(fresh.masterKey);
  await fresh.database.close();
  await expectReadable(platform.masterKey);

  const { sql } = platform.database;
  await sql`update operations set state = 'queued', lease_until = null where id = ${operationId}`;
  await runQueued(platform, findHandler, operationId, "worker");
  expect(await row(operationId)).toMatchObject({ state: "succeeded", attempt: 2 });
  const steps = await listSteps(platform.database.orm, operationId);
  expect(steps.map(({ state }) => state)).toEqual(moments.map(() => "succeeded"));
  expect(await keysInFile()).toHaveLength(1);
  // One rotation makes one key, however often it was killed.
  expect(await sql`select id from master_keys`).toHaveLength(2);
  await expectReadable(platform.masterKey);
});

test("a cancelled rotation leaves everything readable, says so, and the next one goes on with the same key", async () => {
  await plantKeys();
  await addMasterKey(platform.masterKey);
  const half = SecretsView.parse(await readState());
  expect(half).toMatchObject({ keyId: platform.masterKey.id, secrets: 0, waiting: 3 });
  expect(half.previousKeyId).toBe(platform.masterKey.ids()[1]);
  await expectReadable(platform.masterKey);
  const { id } = platform.masterKey;
  expect(await rotate()).toMatchObject({ state: "succeeded", result: { keyId: id } });
  expect(await readState()).toMatchObject({ waiting: 0, previousKeyId: null, rotationId: null });
});

async function readState(): Promise<unknown> {
  const { signal } = new AbortController();
  return readSecrets.read({ tx: platform.database.orm, input: {}, actor: owner, platform, signal });
}

test("a secret that no key opens keeps the old key in place, unless the owner leaves it behind", async () => {
  const [id = ""] = await plantKeys();
  const { sql } = platform.database;
  const sealed = seal(platform.masterKey, "llm_providers:another:sealed_key", "moved");
  await sql`update llm_providers set sealed_key = ${sealed} where id = ${id}`;
  const failed = await rotate();
  expect(failed).toMatchObject({ state: "failed", error: { type: "CONFLICT" } });
  expect(JSON.stringify(failed?.error)).toContain(place(id));
  expect(platform.masterKey.ids()).toHaveLength(2);
  expect(unseal(platform.masterKey, "llm_providers:another:sealed_key", sealed)).toBe("moved");
  expect(await rotate({ leaveDamaged: true })).toMatchObject({
    state: "succeeded",
    result: { damaged: [place(id)] },
  });
});

test("the audit log holds over two rotations, and what the old key seals behind the new one does not", async () => {
  const say = (what: string) =>
    transact(platform.database, async (tx) => {
      audit(tx, { record: { what }, operationId: null, projectId: null, personId: null });
    });
  for (const round of [1, 2, 3]) {
    await say(`round ${round}`);
    await sealAudit(platform);
    if (round < 3) expect(await rotate()).toMatchObject({ state: "succeeded" });
  }
  expect(await walkChain(platform)).toMatchObject({ isWhole: true, isAnchored: true, unsealed: 0 });
  // A process that started after both has the links' keys from the database.
  const fresh = await openPlatform(platform.environment, 2);
  expect(await walkChain(fresh)).toMatchObject({ isWhole: true });
  // Whoever got hold of the first key forges the newest row with it.
  const [firstId = ""] = fresh.masterKey.generations();
  const stolen = fresh.masterKey.subKey("audit", firstId) ?? Buffer.alloc(0);
  const { sql } = platform.database;
  const rows = await linksAfter(platform.database.orm, 0, 1000);
  const [before, last] = rows.slice(-2);
  if (!before?.seal || !last) throw new Error("There are not two links.");
  const seal = sealOf(stolen, before.seal, last);
  await sql`update audit_log set seal = ${seal} where id = ${last.id}`;
  await writeHead(ground.home, { id: last.id, seal });
  expect(await walkChain(fresh)).toMatchObject({ isWhole: false, broken: { id: last.id, why: "changed" } });
  await fresh.database.close();
});

test("a key given by a variable is replaced by the next one: with the one before beside it until all is wrapped, then alone", async () => {
  const [old = "", next = ""] = [1, 2].map(() => randomBytes(32).toString("base64"));
  const given = await testPlatform({ LOCKKEEPER_MASTER_KEY: old });
  const started: Platform[] = [];
  const start = async (variables: Record<string, string>) => {
    const named = {
      LOCKKEEPER_HOME: given.home,
      DATABASE_URL: given.url,
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
    };
    const opened = await openPlatform(readEnvironment({ ...named, ...variables }), 2);
    started.push(opened);
    return opened;
  };
  const { sql } = given.platform.database;
  const asker = await given.person("owner", "Olive");
  await writeRule(given.platform.database.orm, { id: newId(), subject: "master-key.rotate", level: "LOW" });
  const rotateBy = async (server: Platform) => {
    const command = findCommand("master-key.rotate");
    if (!command) throw new Error("There is no such command.");
    const origin = { requestId: newId(), ip: null, userAgent: null };
    return submit(server, command, {}, { actor: asker, origin }, directRunner(server));
  };
  const opened = async (server: Platform) => {
    const rows = await sql<
      { id: string; sealed: string }[]
    >`select id, sealed_key as sealed from llm_providers`;
    return rows.map(({ id, sealed }) => unseal(server.masterKey, place(id), sealed)).sort();
  };
  const plant = async (server: Platform, name: string) => {
    const id = newId();
    const sealedKey = seal(server.masterKey, place(id), `key for ${name}`);
    await sql`insert into llm_providers (id, name, models, sealed_key) values (${id}, ${name}, '{}', ${sealedKey})`;
    await sealAudit(server);
  };
  try {
    await plant(given.platform, "anthropic");
    // Without a new one there is nothing to rotate to.
    expect(await rotateBy(given.platform)).toMatchObject({ error: { type: "REQUIREMENTS_NOT_MET" } });
    await expect(start({ LOCKKEEPER_MASTER_KEY: next })).rejects.toThrow(
      /give \w{8} as LOCKKEEPER_MASTER_KEY_PREVIOUS/,
    );

    const both = await start({ LOCKKEEPER_MASTER_KEY: next, LOCKKEEPER_MASTER_KEY_PREVIOUS: old });
    await plant(both, "openai");
    const planted = ["key for anthropic", "key for openai"];
    expect(await opened(both)).toEqual(planted);
    const asked = await rotateBy(both);
    if (asked.outcome !== "accepted") throw new Error(JSON.stringify(asked));
    await runQueued(both, findHandler, asked.operation.id, "worker");
    expect(await findOperation(both.database.orm, asked.operation.id)).toMatchObject({ state: "succeeded" });

    const alone = await start({ LOCKKEEPER_MASTER_KEY: next });
    expect(await opened(alone)).toEqual(planted);
    await sealAudit(alone);
    expect(await walkChain(alone)).toMatchObject({ isWhole: true, unsealed: 0 });
    await expect(start({ LOCKKEEPER_MASTER_KEY: old })).rejects.toThrow(
      /was replaced by \w{8}: start this server/,
    );
  } finally {
    for (const { database } of started) await database.close();
    await given.drop();
  }
});

test("a server whose key the database was not sealed by does not start, and says what to do", async () => {
  await plantKeys();
  const other = await testPlatform();
  const { environment } = other.platform;
  const stranger = { ...environment, databaseUrl: platform.environment.databaseUrl };
  await expect(openPlatform(stranger, 2)).rejects.toThrow(
    new RegExp(`sealed by the master key ${platform.masterKey.id}.*give it as LOCKKEEPER_MASTER_KEY`),
  );
  await other.drop();
});
