import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { passkeys } from "#drizzle/schema/people.ts";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { byKey, errorOf, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { newId } from "#lib/kernel/ids.ts";
import { CreatedKey, KeyPage, RevokedKey } from "#lib/modules/keys/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let door: TestDoor;
let owner: Actor;
let ada: Actor;
let project: { id: string };
beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner", "Olivia");
  ada = await door.spine.person("member", "Ada <b>");
  project = await door.makeProject(owner);
  await door.spine.platform.database.orm
    .insert(projectMembers)
    .values({ projectId: project.id, userId: ada.id, access: "write" });
});
afterAll(() => door?.drop());

type Who = Actor | string;

/** By a person's cookie from our own page, or by a key. */
async function ask(who: Who, path: string, init: RequestInit = {}): Promise<Response> {
  if (typeof who === "string") return await door.call(path, byKey(who, init));
  const headers = { cookie: await door.cookieOf(who), "sec-fetch-site": "same-origin", ...init.headers };
  return await door.call(path, { ...init, headers });
}

const wish = (more: object = {}) => JSON.stringify({ name: "ci", kind: "cli", scopes: ["write"], ...more });
const make = (who: Who, more: object = {}) => ask(who, "/api/keys", post(wish(more)));

async function made(who: Who, more: object = {}) {
  const response = await make(who, more);
  expect(response.status, await response.clone().text()).toBe(201);
  return CreatedKey.parse(await response.json());
}
async function refusalOf(response: Promise<Response>) {
  const { type, details } = await errorOf(await response);
  return [type, details.field];
}
const list = async (who: Who) => KeyPage.parse(await (await ask(who, "/api/keys")).json()).items;
const revoke = (who: Who, id: string) => ask(who, `/api/keys/${id}`, { method: "DELETE" });
const opens = async (key: string) => (await door.call("/api/auth/me", byKey(key))).status === 200;

async function passkeyOf(person: Actor): Promise<string> {
  const id = newId();
  const made = { name: "phone", credentialId: id, publicKey: "AA", transports: [], isBackedUp: false };
  await door.spine.platform.database.orm
    .insert(passkeys)
    .values({ id, userId: person.id, counter: 0, ...made });
  return id;
}

test("a key is made, opens the API, shows its last use, and stops when it is revoked", async () => {
  const { id, key, prefix, scopes } = await made(ada);
  expect(key.startsWith(prefix)).toBe(true);
  expect(scopes).toEqual(["read", "write"]);
  expect((await list(ada)).find((row) => row.id === id)).toMatchObject({
    state: "active",
    lastUsedAt: null,
    project: null,
    person: { id: ada.id, name: "Ada <b>" },
  });
  expect(await opens(key)).toBe(true);
  expect((await list(ada)).find((row) => row.id === id)?.lastUsedAt).not.toBeNull();
  const revoked = await revoke(ada, id);
  expect(revoked.status).toBe(200);
  expect(RevokedKey.parse(await revoked.json())).toMatchObject({ id, alsoRevoked: [] });
  expect(await opens(key)).toBe(false);
  expect((await revoke(ada, id)).status).toBe(200);
});

test("the key itself stands nowhere: not in a table, not in the answer to a repeated request", async () => {
  const headers = { "idempotency-key": newId() };
  const first = await ask(ada, "/api/keys", post(wish(), headers));
  const { key } = CreatedKey.parse(await first.json());
  const again = await ask(ada, "/api/keys", post(wish(), headers));
  expect(await again.text()).not.toContain(key);
  await revoke(key, (await list(key))[0]?.id ?? "");
  const { orm } = door.spine.platform.database;
  const tables = await orm.execute<{ name: string }>(
    sql`select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
      where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  );
  expect(tables.length).toBeGreaterThan(10);
  const secretPart = key.slice(12);
  for (const { name } of tables) {
    const [found] = await orm.execute<{ count: number }>(
      sql`select count(*)::int as count from ${sql.raw(name)} as t where t::text like ${`%${secretPart}%`}`,
    );
    expect(found?.count, name).toBe(0);
  }
});

test("no key is wider than the one that made it", async () => {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const { key } = await made(ada, { projectId: project.id, expiresAt });
  expect(await made(key)).toMatchObject({ scopes: ["read", "write"], projectId: project.id, expiresAt });
  expect(await refusalOf(make(key, { scopes: ["confirm"] }))).toEqual(["VALIDATION_ERROR", "scopes"]);
  const other = await door.makeProject(owner);
  expect(await refusalOf(make(key, { projectId: other.id }))).toEqual(["VALIDATION_ERROR", "projectId"]);
  const later = new Date(Date.now() + 7_200_000).toISOString();
  expect(await refusalOf(make(key, { expiresAt: later }))).toEqual(["VALIDATION_ERROR", "expiresAt"]);
  expect(await refusalOf(make(ada, { projectId: other.id }))).toEqual(["NOT_FOUND", undefined]);
  const reader = await made(ada, { scopes: ["read"] });
  expect(await refusalOf(make(reader.key, { scopes: ["read"] }))).toEqual(["FORBIDDEN", undefined]);
});

test("a session of who has a passkey makes a key while its sign-in is fresh; who has none, and a key, at any time", async () => {
  const cookie = { cookie: await door.cookieOf(ada), "sec-fetch-site": "same-origin" };
  const byCookie = () => door.call("/api/keys", post(wish(), cookie));
  expect((await byCookie()).status).toBe(201);
  const { key } = await made(ada);
  await door.spine.platform.database
    .sql`update sessions set authenticated_at = now() - interval '11 minutes'`;
  expect((await byCookie()).status).toBe(201);
  await passkeyOf(ada);
  const before = (await list(key)).length;
  expect(await errorOf(await byCookie())).toMatchObject({
    type: "FORBIDDEN",
    details: { because: "sign_in_again" },
  });
  expect(await list(key)).toHaveLength(before);
  await made(key);
});

test("agents and services never get the scope confirm, and never make keys", async () => {
  for (const kind of ["agent", "service"]) {
    expect(await refusalOf(make(ada, { kind, scopes: ["confirm"] }))).toEqual(["VALIDATION_ERROR", "scopes"]);
    const { key } = await made(ada, { kind });
    expect(await refusalOf(make(key))).toEqual(["FORBIDDEN", undefined]);
  }
});

test.each([
  [{ name: " " }, "name"],
  [{ name: "a\nb" }, "name"],
  [{ kind: "admin" }, "kind"],
  [{ scopes: [] }, "scopes"],
  [{ scopes: ["root"] }, "scopes.0"],
  [{ expiresAt: "tomorrow" }, "expiresAt"],
  [{ expiresAt: "2001-01-01T00:00:00Z" }, "expiresAt"],
  [{ projectId: "x" }, "projectId"],
])("%j is refused and the field is named", async (more, field) => {
  expect(await refusalOf(make(ada, more))).toEqual(["VALIDATION_ERROR", field]);
});

test("revoking a key revokes what was made with it, through the generations, and says so", async () => {
  const first = await made(ada);
  const second = await made(first.key, { name: "second" });
  const third = await made(second.key, { name: "third", kind: "agent" });
  const beside = await made(ada, { name: "beside" });
  expect((await list(ada)).find((row) => row.id === first.id)?.keysMadeWithIt).toBe(2);
  const answer = RevokedKey.parse(await (await revoke(ada, first.id)).json());
  expect(answer.alsoRevoked.map(({ id }) => id)).toEqual([second.id, third.id]);
  for (const { key } of [first, second, third]) expect(await opens(key)).toBe(false);
  expect(await opens(beside.key)).toBe(true);
});

test("a key that makes keys while it is revoked leaves none behind", async () => {
  for (let round = 0; round < 5; round += 1) {
    const maker = await made(ada);
    const [, ...answers] = await Promise.all([
      revoke(ada, maker.id),
      ...Array.from({ length: 6 }, () => make(maker.key)),
    ]);
    for (const answer of answers) {
      if (answer.status !== 201) continue;
      expect(await opens(CreatedKey.parse(await answer.json()).key)).toBe(false);
    }
  }
});

test("one sees and revokes one's own keys, an admin everybody's, a bound key those of its project", async () => {
  const own = await made(ada);
  const bound = await made(ada, { projectId: project.id });
  const eve = await door.spine.person("member", "Eve");
  expect((await list(eve)).map(({ id }) => id)).toEqual([]);
  expect(await refusalOf(revoke(eve, own.id))).toEqual(["NOT_FOUND", undefined]);
  const admin = await door.spine.person("admin", "Bob");
  expect((await list(admin)).map(({ id }) => id)).toEqual(expect.arrayContaining([own.id, bound.id]));
  const seen = await list(bound.key);
  expect(seen.map(({ project: of }) => of?.id)).toEqual(seen.map(() => project.id));
  expect(await refusalOf(revoke(bound.key, own.id))).toEqual(["NOT_FOUND", undefined]);
  expect((await revoke(admin, own.id)).status).toBe(200);
  expect(await opens(own.key)).toBe(false);
});

test("a bound key changes nothing of its person, whom another of theirs may rename", async () => {
  const bound = await made(ada, { projectId: project.id });
  const json = (body: object): RequestInit => ({ ...post(JSON.stringify(body)), method: "PATCH" });
  for (const [path, body] of [
    ["/api/auth/me", { name: "Mallory" }],
    ["/api/v1/onboarding", { isEnded: true }],
    [`/api/passkeys/${await passkeyOf(ada)}`, { name: "Mallory's" }],
  ] as const)
    expect(await refusalOf(ask(bound.key, path, json(body)))).toEqual(["FORBIDDEN", undefined]);
  const notices = post(JSON.stringify({ all: true }));
  expect(await refusalOf(ask(bound.key, "/api/notices/read", notices))).toEqual(["FORBIDDEN", undefined]);
  const { key } = await made(ada);
  expect((await ask(key, "/api/auth/me", json({ name: "Ada <b>" }))).status).toBe(200);
  expect((await ask(key, "/api/notices/read", notices)).status).toBe(200);
});

test("a bound key is told nothing of what is its person's own", async () => {
  await passkeyOf(ada);
  const { key } = await made(ada);
  const bound = await made(ada, { projectId: project.id });
  const about = async (by: string, path: string) => (await ask(by, path)).json();
  expect((await about(key, "/api/v1/onboarding")).steps).toContainEqual(
    expect.objectContaining({ step: "passkey", isDone: true }),
  );
  expect(await about(bound.key, "/api/v1/onboarding")).toEqual({ steps: [], isEnded: true });
});

test("a bound key counts of what its person asked for that of its project alone", async () => {
  const { id: elsewhere } = await door.makeProject(owner);
  const [free, tied] = [await made(owner), await made(owner, { projectId: project.id })];
  const asked = { ...post(JSON.stringify({ reason: "it is old" })), method: "DELETE" };
  const held = await ask(free.key, `/api/projects/${elsewhere}`, asked);
  expect(held.status, await held.text()).toBe(202);
  const mineBy = async (by: string) => (await (await ask(by, "/api/protection/queue")).json()).counts.mine;
  expect([await mineBy(free.key), await mineBy(tied.key)]).toEqual([1, 0]);
});

test("what its person loses, a key loses at once", async () => {
  const { key } = await made(ada, { projectId: project.id });
  const look = async () => (await door.call(`/api/projects/${project.id}`, byKey(key))).status;
  expect(await look()).toBe(200);
  const { orm } = door.spine.platform.database;
  await orm.execute(sql`delete from project_members where user_id = ${ada.id}`);
  expect(await look()).toBe(404);
  await orm.execute(sql`update users set disabled_at = now() where id = ${ada.id}`);
  expect(await opens(key)).toBe(false);
});

test("the list goes on behind its cursor", async () => {
  const many = await door.spine.person("member", "Many");
  const ids = [];
  for (let index = 0; index < 3; index += 1) ids.unshift((await made(many)).id);
  const page = async (query: string) => KeyPage.parse(await (await ask(many, `/api/keys?${query}`)).json());
  const first = await page("limit=2");
  const second = await page(`limit=2&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
  expect(second.nextCursor).toBeNull();
});
