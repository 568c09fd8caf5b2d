import { afterAll, beforeAll, expect, test } from "vitest";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { byKey, errorOf, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { AuditPage } from "#lib/modules/audit/schema.ts";
import { sealAudit } from "#lib/platform/audit/seal.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let door: TestDoor;
let owner: Actor;
let member: Actor;
let stranger: Actor;
let shop: string;
let other: string;

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner", "Ada Lovelace");
  member = await door.spine.person("member", "Grace Hopper");
  stranger = await door.spine.person("member", "Mallory");
  shop = (await door.makeProject(owner)).id;
  other = (await door.makeProject(owner)).id;
  const { orm } = door.spine.platform.database;
  await orm.insert(projectMembers).values({ projectId: shop, userId: member.id, access: "write" });
  await door.spine.run("project.update", { projectId: shop, description: "Sells things" }, owner, {
    reason: "The 100% launch_day",
  });
  await door.spine.run("project.update", { projectId: other, name: "Ledger" }, owner);
  await door.spine.run("task.create", { projectId: shop, title: "Cart" }, member);
  await door.spine.run("project.delete", { projectId: shop }, owner);
  await door.spine.run("project.delete", { projectId: shop }, member);
});
afterAll(() => door?.drop());

async function listAs(actor: Actor, query = "", more: Parameters<TestDoor["keyOf"]>[1] = {}) {
  const response = await door.call(`/api/audit?${query}`, byKey(await door.keyOf(actor, more)));
  expect(response.status).toBe(200);
  return AuditPage.parse(await response.json());
}
const commandsOf = async (...given: Parameters<typeof listAs>) =>
  (await listAs(...given)).items.map(({ what, command }) => `${command} ${what}`);

test("owners see all, newest first and page by page", async () => {
  const all = await listAs(owner);
  expect(all.items.map(({ what, command }) => `${command} ${what}`)).toEqual([
    "project.delete operation.denied",
    "project.delete operation.held",
    "task.create operation.succeeded",
    "project.update operation.succeeded",
    "project.update operation.succeeded",
  ]);
  const first = await listAs(owner, "limit=2");
  const second = await listAs(owner, `limit=2&cursor=${first.nextCursor}`);
  const third = await listAs(owner, `limit=2&cursor=${second.nextCursor}`);
  expect([...first.items, ...second.items, ...third.items]).toEqual(all.items);
  expect(third.nextCursor).toBeNull();
});

test("a member sees what belongs to their projects, a stranger nothing, a bound key its project", async () => {
  const ofShop = (await listAs(owner, `projectId=${shop}`)).items;
  expect(ofShop).toHaveLength(4);
  expect((await listAs(member)).items).toEqual(ofShop);
  expect((await listAs(member, `projectId=${other}`)).items).toEqual([]);
  expect((await listAs(stranger)).items).toEqual([]);
  expect((await listAs(owner, "", { projectId: other })).items.map((entry) => entry.target?.name)).toEqual([
    "Shop",
  ]);
  expect((await listAs(stranger, "", { projectId: shop })).items).toEqual([]);
});

test("a person sees what they did where no project is concerned, and others do not", async () => {
  const { database } = door.spine.platform;
  const record = JSON.stringify({ what: "sign_in.completed" });
  await database.sql`insert into audit_log (record, person_id, sequence)
    select ${record}, ${stranger.id}, max(sequence) + 1 from audit_log`;
  expect(await commandsOf(stranger)).toEqual(["null sign_in.completed"]);
  expect(await commandsOf(member)).not.toContain("null sign_in.completed");
  await database.sql`delete from audit_log where person_id = ${stranger.id}`;
});

test.each([
  ["what=operation.held", 1],
  ["what=operation.held,operation.denied", 2],
  ["command=task.create", 1],
  ["level=HIGH", 2],
  ["via=dashboard", 5],
  ["via=mcp", 0],
  ["from=2020-01-01T00:00:00Z&to=2021-01-01T00:00:00Z", 0],
  ["from=2020-01-01T00:00:00%2B02:00", 5],
  ["text=ledger%20update", 0],
  ["text=hopper%20task", 1],
  ["text=100%25", 1],
  ["text=launch_day%20LOVELACE", 1],
  ["text=launchXday", 0],
])("entries are narrowed to %s", async (query, count) => {
  expect((await listAs(owner, query)).items).toHaveLength(count);
});

test("entries are narrowed to a person and to an operation", async () => {
  expect((await listAs(owner, `personId=${member.id}`)).items).toHaveLength(2);
  expect((await listAs(owner, `actorId=${owner.id}`)).items).toHaveLength(3);
  const [held] = (await listAs(owner, "what=operation.held")).items;
  expect((await listAs(owner, `operationId=${held?.operationId}`)).items).toEqual([held]);
});

test("an entry tells who did what to what, why, from where, and what it changed", async () => {
  const [entry] = (await listAs(owner, "text=launch_day")).items;
  expect(entry).toMatchObject({
    what: "operation.succeeded",
    command: "project.update",
    level: "LOW",
    actor: { kind: "person", id: owner.id, name: "Ada Lovelace" },
    onBehalfOf: null,
    via: "dashboard",
    target: { kind: "project", id: shop, name: "Shop" },
    projectId: shop,
    reason: "The 100% launch_day",
    before: { description: "" },
    after: { description: "Sells things" },
    details: { state: "succeeded", input: { description: "Sells things" } },
    seal: null,
    isSealed: false,
  });
});

test("the protection log holds what was decided and consented to, and nothing else", async () => {
  const response = await door.call("/api/protection/logs", byKey(await door.keyOf(owner)));
  const page = AuditPage.parse(await response.json());
  expect(page.items.map((entry) => entry.what)).toEqual(["operation.denied", "operation.held"]);
});

test.each([
  ["cursor=x", "cursor"],
  ["what=Operation!", "what.0"],
  ["from=yesterday", "from"],
  ["level=WORST", "level"],
])("%s is refused by name", async (query, field) => {
  const response = await door.call(`/api/audit?${query}`, byKey(await door.keyOf(owner)));
  expect(response.status).toBe(400);
  expect((await errorOf(response)).details).toMatchObject({ field });
});

test("owners have the chain checked, whole or what is new, and learn what is wrong with it; members may not", async () => {
  const { platform } = door.spine;
  const verify = async (mode: string, actor = owner) =>
    door.call(`/api/audit/verify?mode=${mode}`, byKey(await door.keyOf(actor)));
  expect((await verify("whole", member)).status).toBe(403);
  const before = await (await verify("whole")).json();
  expect(before).toMatchObject({ isWhole: true, rows: 0, unsealed: 5, sealedUntil: null, isAnchored: false });
  await sealAudit(platform);
  const after = await (await verify("newest")).json();
  expect(after).toMatchObject({ isWhole: true, rows: 5, unsealed: 0, isAnchored: true, isRunning: false });
  const [row] = await platform.database.sql`select id, at from audit_log order by id offset 1 limit 1`;
  await platform.database.sql`update audit_log set at = at + interval '1 hour' where id = ${row?.id}`;
  const broken = { isWhole: false, brokenAtId: Number(row?.id), why: "changed" };
  expect(await (await verify("whole")).json()).toMatchObject(broken);
  expect(await (await verify("newest")).json()).toMatchObject(broken);
  await platform.database.sql`update audit_log set at = ${row?.at} where id = ${row?.id}`;
});
