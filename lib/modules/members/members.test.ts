import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operations } from "#drizzle/schema/operations.ts";
import { projectMembers, projects } from "#drizzle/schema/projects.ts";
import { byKey, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { memberOf } from "#lib/http/fixtures/test-world.ts";
import { newId } from "#lib/kernel/ids.ts";
import { MemberPage } from "#lib/modules/members/schema.ts";
import { applyGroups } from "#lib/modules/people/apply-groups.ts";
import { describeAnswerable } from "#lib/operations/answerable.ts";
import { countQueue } from "#lib/operations/queue-store.ts";
import { writeRule } from "#lib/operations/rule-store.ts";
import { findOperation } from "#lib/operations/store.ts";
import type { Actor, KeyScope } from "#lib/platform/auth/actor.ts";
import { transact } from "#lib/platform/db/transact.ts";

let door: TestDoor;
let owner: Actor;
let projectId: string;

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner", "Olga");
  ({ id: projectId } = await door.makeProject(owner));
});
afterAll(() => door?.drop());

const run = async (name: string, input: object, actor: Actor) => {
  const answer = await door.spine.run(name, input, actor);
  return answer.outcome === "error" ? answer.error.type : answer.outcome;
};
const rowsOf = ({ id }: Actor) =>
  door.spine.platform.database.orm.select().from(projectMembers).where(eq(projectMembers.userId, id));
const reads = async (actor: Actor): Promise<number> =>
  (await door.call(`/api/projects/${projectId}`, byKey(await door.keyOf(actor)))).status;

test("access is given, changed and taken, and counts from the next request on", async () => {
  const ada = await door.spine.person("member", "Ada");
  const input = { projectId, personId: ada.id };
  expect(await reads(ada)).toBe(404);
  expect(await run("member.add", { ...input, access: "read" }, owner)).toBe("done");
  expect(await reads(ada)).toBe(200);
  expect(await run("member.add", { ...input, access: "write" }, owner)).toBe("CONFLICT");
  expect(await run("member.change", { ...input, access: "admin" }, owner)).toBe("done");
  expect(await rowsOf(ada)).toMatchObject([{ access: "admin", givenBy: null }]);
  expect(await run("member.remove", input, owner)).toBe("done");
  expect(await reads(ada)).toBe(404);
});

test("of many who give somebody access at the same moment one does, and the others hear of it", async () => {
  const ada = await door.spine.person("member", "Ada");
  const input = { projectId, personId: ada.id };
  const all = (["read", "write", "admin", "read", "write"] as const).map((access) =>
    run("member.add", { ...input, access }, owner),
  );
  expect((await Promise.all(all)).sort()).toEqual(["CONFLICT", "CONFLICT", "CONFLICT", "CONFLICT", "done"]);
});

test("a project's admin gives access to those they share a project with; of others none is there", async () => {
  const admin = await memberOf(door, projectId, "admin");
  const { id: other } = await door.makeProject(owner);
  const [known, unknown] = [await memberOf(door, other, "read"), await door.spine.person("member")];
  await door.spine.platform.database.orm
    .insert(projectMembers)
    .values({ projectId: other, userId: admin.id, access: "read" });
  const add = (personId: string) => run("member.add", { projectId, personId, access: "write" }, admin);
  expect(await add(known.id)).toBe("done");
  expect([await add(unknown.id), await add(newId())]).toEqual(["NOT_FOUND", "NOT_FOUND"]);
  expect(await run("member.remove", { projectId, personId: known.id }, admin)).toBe("done");
});

test("who only writes or reads changes nobody's access, but may leave", async () => {
  for (const access of ["write", "read"] as const) {
    const member = await memberOf(door, projectId, access);
    const other = await memberOf(door, projectId, "read");
    const about = (personId: string) => ({ projectId, personId });
    expect(await run("member.change", { ...about(member.id), access: "admin" }, member)).toBe("FORBIDDEN");
    expect(await run("member.remove", about(other.id), member)).toBe("FORBIDDEN");
    expect(await run("member.add", { ...about(owner.id), access: "read" }, member)).toBe("FORBIDDEN");
    expect(await run("member.remove", about(member.id), member)).toBe("done");
    expect(await rowsOf(member)).toEqual([]);
  }
});

test.each(["MEDIUM", "CRITICAL"] as const)(
  "where a rule holds at %s what takes a member away, who only reads still confirms that they leave",
  async (level) => {
    const { platform } = door.spine;
    const { orm, sql } = platform.database;
    const ruleId = newId();
    await writeRule(orm, { id: ruleId, subject: "member.remove", level });
    try {
      const member = await memberOf(door, projectId, "read");
      const other = await memberOf(door, projectId, "read");
      const input = { projectId, personId: member.id };
      const held = await door.spine.run("member.remove", input, member, { reason: "Done here." });
      if (held.outcome !== "held") throw new Error(JSON.stringify(held));
      const { id: operationId, target } = held.operation;
      const row = await findOperation(orm, operationId);
      const waiting = async (actor: Actor) => (await countQueue(orm, actor)).waiting;
      const mayConfirm = async (actor: Actor) =>
        (await describeAnswerable(orm, actor, row ? [row] : [])).map(({ may }) => may.confirm);
      expect([await mayConfirm(member), await mayConfirm(other)]).toEqual([[true], [false]]);
      const byName = { operationId, typedName: target.name };
      const consent = level === "MEDIUM" ? { token: held.confirm?.token } : byName;
      expect(await run("operation.confirm", byName, other)).toBe("FORBIDDEN");
      expect(await run("operation.confirm", consent, member)).toBe("done");
      if (level === "CRITICAL") {
        await sql`update operations set not_before = now() - interval '1 minute' where id = ${operationId}`;
        await sql`update consents set given_at = given_at - interval '2 days' where operation_id = ${operationId}`;
        expect([await waiting(member), await waiting(other)]).toEqual([1, 0]);
        expect(await run("operation.approve", byName, owner)).toBe("done");
        expect(await run("operation.confirm", byName, member)).toBe("done");
      }
      expect(await rowsOf(member)).toEqual([]);
      expect(await rowsOf(other)).toHaveLength(1);
    } finally {
      await sql`delete from protection_rules where id = ${ruleId}`;
    }
  },
);

test("who administers a project leaves it while another member does, and never as the last who may come in", async () => {
  const { id: own } = await door.makeProject(owner);
  const [one, other] = [await memberOf(door, own, "admin"), await memberOf(door, own, "admin")];
  const leave = (person: Actor) => run("member.remove", { projectId: own, personId: person.id }, person);
  await door.spine.platform.database.sql`update users set disabled_at = now() where id = ${other.id}`;
  expect(await leave(one)).toBe("CONFLICT");
  await door.spine.platform.database.sql`update users set disabled_at = null where id = ${other.id}`;
  const answers = await Promise.all([leave(one), leave(other)]);
  expect(answers.sort()).toEqual(["CONFLICT", "done"]);
  const left = [...(await rowsOf(one)), ...(await rowsOf(other))];
  expect(left).toMatchObject([{ access: "admin" }]);
});

test("an owner leaves a project also as its last admin: they administer it as before", async () => {
  const { id: own } = await door.makeProject(owner);
  const boss = await door.spine.person("owner");
  await door.spine.platform.database.orm
    .insert(projectMembers)
    .values({ projectId: own, userId: boss.id, access: "admin" });
  expect(await run("member.remove", { projectId: own, personId: boss.id }, boss)).toBe("done");
});

test("a person leaves with a key that changes things, not with one that only reads", async () => {
  const member = await memberOf(door, projectId, "read");
  const leave = async (scopes: KeyScope[]) =>
    (
      await door.call(
        `/api/projects/${projectId}/members/${member.id}`,
        byKey(await door.keyOf(member, { scopes }), { method: "DELETE" }),
      )
    ).status;
  expect([await leave(["read"]), await leave(["read", "write"])]).toEqual([403, 200]);
  expect(await rowsOf(member)).toEqual([]);
});

test("members come in pages by name, each once, however many there are", async () => {
  const { id: many } = await door.makeProject(owner);
  const { sql } = door.spine.platform.database;
  await sql`insert into users (id, name, email, role)
    select gen_random_uuid(), 'P' || to_char(n, 'FM000'), 'p' || n || '@many.example', 'member'
    from generate_series(1, 230) n`;
  await sql`insert into project_members (project_id, user_id, access)
    select ${many}::uuid, id, 'read' from users where email like 'p%@many.example'`;
  const key = byKey(await door.keyOf(owner));
  const names: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const search = new URLSearchParams({ limit: "100", ...(cursor === "" ? {} : { cursor }) });
    const answer = await door.call(`/api/projects/${many}/members?${search}`, key);
    const page = MemberPage.parse(await answer.json());
    names.push(...page.items.map(({ person }) => person.name));
    cursor = page.nextCursor;
  }
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => /^P\d{3}$/.test(name))).toHaveLength(230);
  expect(names).toEqual([...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
});

test("an agent and a service never change members", async () => {
  for (const kind of ["agent", "service"] as const) {
    const key = await door.keyOf(owner, { kind, scopes: ["read", "write"] });
    const body = JSON.stringify({ personId: owner.id, access: "admin" });
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const answer = await door.call(`/api/projects/${projectId}/members`, { method: "POST", body, headers });
    expect(answer.status).toBe(403);
  }
});

test("a person's word goes before the groups' from then on", async () => {
  const gus = await door.spine.person("member", "Gus");
  const groups = () =>
    transact(door.spine.platform.database, (tx) =>
      applyGroups(tx, {
        userId: gus.id,
        providerId: "keycloak",
        grants: { role: null, projects: [{ projectId, access: "write" }] },
      }),
    );
  await groups();
  expect(await rowsOf(gus)).toMatchObject([{ access: "write", givenBy: "keycloak" }]);
  expect(await run("member.change", { projectId, personId: gus.id, access: "read" }, owner)).toBe("done");
  expect(await groups()).toBe(false);
  expect(await rowsOf(gus)).toMatchObject([{ access: "read", givenBy: null }]);
});

test("what somebody asked for is judged anew when it is confirmed: who lost the project gets nothing done", async () => {
  const admin = await memberOf(door, projectId, "admin");
  const held = await door.spine.run("project.delete", { projectId }, admin, { reason: "it is old" });
  expect(held.outcome).toBe("held");
  expect(await run("member.remove", { projectId, personId: admin.id }, owner)).toBe("done");
  if (held.outcome !== "held") return;
  const { id: operationId, target } = held.operation;
  await run("operation.confirm", { operationId, typedName: target.name }, owner);
  const { sql } = door.spine.platform.database;
  const [row] = await sql`select state from operations where id = ${operationId}`;
  expect(row).toEqual({ state: "denied" });
});

test("who was removed reaches nothing any more of what they asked for, until the project itself is gone", async () => {
  const { id: own } = await door.makeProject(owner);
  const admin = await memberOf(door, own, "admin");
  const held = await door.spine.run("project.delete", { projectId: own }, admin, { reason: "it is old" });
  if (held.outcome !== "held") throw new Error(JSON.stringify(held));
  const { id } = held.operation;
  const { orm } = door.spine.platform.database;
  await orm.update(operations).set({ state: "running" }).where(eq(operations.id, id));
  const byAdmin = byKey(await door.keyOf(admin));
  const statusOf = async (path: string, method = "GET") =>
    (await door.call(path, { ...byAdmin, method, signal: AbortSignal.timeout(30_000) })).status;
  const itemsOf = async (path: string): Promise<unknown[]> =>
    (await (await door.call(path, byAdmin)).json()).items;
  const lists = ["/api/operations", "/api/jobs", "/api/protection/queue?view=decided", "/api/audit"];
  for (const path of lists) expect(await itemsOf(path), path).not.toEqual([]);
  expect(await run("member.remove", { projectId: own, personId: admin.id }, owner)).toBe("done");
  for (const path of [`/api/operations/${id}`, `/api/operations/${id}/logs`, `/api/jobs/${id}`])
    expect(await statusOf(path), path).toBe(404);
  expect(await statusOf(`/api/operations/${id}/cancel`, "POST")).toBe(404);
  for (const path of lists) expect(await itemsOf(path), path).toEqual([]);
  const [row] = await orm.select().from(operations).where(eq(operations.id, id));
  expect(row).toMatchObject({ state: "running", isCancelAsked: false });
  await orm.delete(projects).where(eq(projects.id, own));
  expect(await statusOf(`/api/operations/${id}`)).toBe(200);
  for (const path of lists) expect(await itemsOf(path), path).not.toEqual([]);
});
