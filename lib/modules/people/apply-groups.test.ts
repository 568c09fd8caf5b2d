import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { users } from "#drizzle/schema/people.ts";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { newId } from "#lib/kernel/ids.ts";
import { applyGroups } from "#lib/modules/people/apply-groups.ts";
import type { Grants } from "#lib/modules/people/group-rules.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { transact } from "#lib/platform/db/transact.ts";

let door: TestDoor;
let owner: Actor;
let shop: string;
let blog: string;

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner");
  ({ id: shop } = await door.makeProject(owner));
  ({ id: blog } = await door.makeProject(owner));
});
afterAll(() => door?.drop());

const apply = (person: Actor, grants: Partial<Grants>, providerId = "keycloak") =>
  transact(door.spine.platform.database, (tx) =>
    applyGroups(tx, { userId: person.id, providerId, grants: { role: null, projects: [], ...grants } }),
  );

async function roleOf({ id }: Actor) {
  const { orm } = door.spine.platform.database;
  const [row] = await orm
    .select({ role: users.role, roleFrom: users.roleFrom })
    .from(users)
    .where(eq(users.id, id));
  return row;
}

async function accessOf({ id }: Actor, projectId: string) {
  const { orm } = door.spine.platform.database;
  const [row] = await orm
    .select({ access: projectMembers.access, givenBy: projectMembers.givenBy })
    .from(projectMembers)
    .where(and(eq(projectMembers.userId, id), eq(projectMembers.projectId, projectId)));
  return row ?? null;
}

async function giveByHand({ id: userId }: Actor, projectId: string, access: "read" | "write" | "admin") {
  await door.spine.platform.database.orm.insert(projectMembers).values({ projectId, userId, access });
}

test("a group gives a role and projects, and takes them back when it is gone", async () => {
  const ada = await door.spine.person("member", "Ada");
  const grants: Grants = { role: "admin", projects: [{ projectId: shop, access: "write" }] };
  expect(await apply(ada, grants)).toBe(true);
  expect(await roleOf(ada)).toEqual({ role: "admin", roleFrom: "keycloak" });
  expect(await accessOf(ada, shop)).toEqual({ access: "write", givenBy: "keycloak" });
  expect(await apply(ada, grants), "the second time nothing changes").toBe(false);
  expect(await apply(ada, { projects: [{ projectId: blog, access: "read" }] })).toBe(true);
  expect(await roleOf(ada)).toEqual({ role: "member", roleFrom: null });
  expect(await accessOf(ada, shop)).toBeNull();
  expect(await accessOf(ada, blog)).toEqual({ access: "read", givenBy: "keycloak" });
});

test("of two groups that name one project the stronger access counts, and a project that is gone is left out", async () => {
  const bob = await door.spine.person("member", "Bob");
  const projects = [
    { projectId: shop, access: "read" as const },
    { projectId: shop, access: "admin" as const },
    { projectId: newId(), access: "write" as const },
  ];
  await apply(bob, { projects });
  expect(await accessOf(bob, shop)).toEqual({ access: "admin", givenBy: "keycloak" });
});

test("groups never touch an owner, an admin that a person made, nor a role that a person chose", async () => {
  const admin = await door.spine.person("admin", "Eve");
  expect(await apply(owner, { role: "member" })).toBe(false);
  expect(await apply(admin, { role: "member" })).toBe(false);
  expect((await roleOf(owner))?.role).toBe("owner");
  expect((await roleOf(admin))?.role).toBe("admin");
  const demoted = await door.spine.person("member", "Dan");
  await door.spine.platform.database.orm
    .update(users)
    .set({ roleChosenAt: new Date() })
    .where(eq(users.id, demoted.id));
  expect(await apply(demoted, { role: "admin" })).toBe(false);
  expect((await roleOf(demoted))?.role).toBe("member");
});

test("what a person gave by hand stays, whatever the groups say", async () => {
  const cy = await door.spine.person("member", "Cy");
  await giveByHand(cy, shop, "read");
  expect(await apply(cy, { projects: [{ projectId: shop, access: "admin" }] })).toBe(false);
  expect(await apply(cy, {})).toBe(false);
  expect(await accessOf(cy, shop)).toEqual({ access: "read", givenBy: null });
});

test("one provider takes nothing back that another one gave", async () => {
  const fay = await door.spine.person("member", "Fay");
  await apply(fay, { role: "admin", projects: [{ projectId: shop, access: "write" }] });
  expect(await apply(fay, {}, "github")).toBe(false);
  expect(await roleOf(fay)).toEqual({ role: "admin", roleFrom: "keycloak" });
  expect(await accessOf(fay, shop)).toEqual({ access: "write", givenBy: "keycloak" });
});
