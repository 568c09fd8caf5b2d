import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Machine, newMachine } from "#cli/fixtures/run-cli.ts";
import { type ServedDoor, serveDoor } from "#cli/fixtures/served-door.ts";
import { invitations } from "#drizzle/schema/invitations.ts";
import { users } from "#drizzle/schema/people.ts";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { memberOf } from "#lib/http/fixtures/test-world.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let served: ServedDoor;
let owner: Actor;
let machine: Machine;
let projectId: string;

beforeAll(async () => {
  served = await serveDoor();
  owner = await served.door.spine.person("owner", "Olga Owner");
  ({ id: projectId } = await served.door.makeProject(owner));
  machine = await newMachine();
  await machine.login(served.address, await served.door.keyOf(owner));
});
afterAll(async () => {
  await machine.drop();
  await served.drop();
});

const orm = () => served.door.spine.platform.database.orm;
const rowOf = async ({ id }: Actor) => (await orm().select().from(users).where(eq(users.id, id)))[0];
const accessOf = async ({ id }: Actor) =>
  (await orm().select().from(projectMembers).where(eq(projectMembers.userId, id))).map(
    ({ access }) => access,
  );
const inProject = (...args: string[]) => [...args, "--project", projectId];

async function named(name: string, email: string): Promise<Actor> {
  const person = await served.door.spine.person("member", name);
  await orm().update(users).set({ email }).where(eq(users.id, person.id));
  return person;
}

test("a person is named by the e-mail address, however it is written, by a name that one alone has, or by the id", async () => {
  const grace = await named("Grace Hopper", "grace@navy.example");
  const disable = (who: string) => machine.run(["people", "disable", who]);
  for (const who of ["Grace@Navy.example", "grace hopper", grace.id]) {
    expect(await disable(who)).toMatchObject({ code: 0 });
    expect((await rowOf(grace))?.disabledAt).not.toBeNull();
    expect(await machine.run(["people", "enable", who])).toMatchObject({ code: 0 });
  }
  const held = await machine.run(["people", "change-role", "grace@navy.example", "admin", "--reason", "why"]);
  expect(held.code).toBe(3);
  expect(held.stderr).toContain("Grace Hopper");
});

test("of several with one name nobody is taken: their addresses are listed, and one of those does", async () => {
  const [one, other] = [await named("Kim", "kim@one.example"), await named("Kim", "kim@two.example")];
  const { code, stderr } = await machine.run(["people", "disable", "Kim"]);
  expect(code).toBe(1);
  expect(stderr).toContain('2 people are called "Kim". Say which, by the e-mail address:');
  expect(stderr).toContain("kim@one.example");
  expect(stderr).toContain("kim@two.example");
  expect(await rowOf(one)).toMatchObject({ disabledAt: null });
  expect((await machine.run(["people", "disable", "kim@two.example"])).code).toBe(0);
  expect(await rowOf(one)).toMatchObject({ disabledAt: null });
  expect((await rowOf(other))?.disabledAt).not.toBeNull();
});

test("nobody of that name or address is told with who was probably meant, and where to look", async () => {
  await named("Barbara", "barbara@clu.example");
  const name = await machine.run(["people", "remove", "Barbera", "--yes"]);
  expect(name.code).toBe(1);
  expect(name.stderr).toContain('There is nobody called "Barbera" here');
  expect(name.stderr).toContain('Did you mean "Barbara"?');
  expect(name.stderr).toContain("lockkeeper people list");
  const address = await machine.run(["people", "remove", "barbara@clu.exampel", "--yes"]);
  expect(address.stderr).toContain('Did you mean "barbara@clu.example"?');
});

test("a name that looks like somebody's address is never taken for it", async () => {
  const [mallory, ann] = [
    await named("ann@example.net", "m@example.net"),
    await named("Ann", "ann@example.net"),
  ];
  await orm().insert(projectMembers).values({ projectId, userId: mallory.id, access: "read" });
  expect((await machine.run(inProject("members", "add", "ann@example.net", "write"))).code).toBe(0);
  expect((await machine.run(inProject("members", "remove", "ann@example.net"))).code).toBe(0);
  expect([await accessOf(mallory), await accessOf(ann)]).toEqual([["read"], []]);
});

test("a member is found among the project's own, also where others elsewhere have the name", async () => {
  const [member] = [await named("Sam", "sam@in.example"), await named("Sam", "sam@out.example")];
  expect((await machine.run(inProject("members", "add", "sam@in.example", "read"))).code).toBe(0);
  expect((await machine.run(inProject("members", "change", "sam", "write"))).code).toBe(0);
  expect(await accessOf(member)).toEqual(["write"]);
});

test("of several members with one name nobody is taken, also where one of them is disabled and the others alone are listed as people", async () => {
  const [active, disabled] = [
    await named("Robin", "robin@a.example"),
    await named("Robin", "robin@d.example"),
  ];
  await orm()
    .insert(projectMembers)
    .values([active, disabled].map(({ id: userId }) => ({ projectId, userId, access: "write" as const })));
  await orm().update(users).set({ disabledAt: new Date() }).where(eq(users.id, disabled.id));
  const admin = await memberOf(served.door, projectId, "admin");
  const env = { LOCKKEEPER_URL: served.address, LOCKKEEPER_KEY: await served.door.keyOf(admin) };
  const byAdmin = await machine.run(inProject("members", "remove", "robin"), { env });
  expect(byAdmin.code).toBe(1);
  expect(byAdmin.stderr).toContain('2 people are called "robin". Say which, by the id:');
  for (const { id } of [active, disabled]) expect(byAdmin.stderr).toContain(id);
  const byOwner = await machine.run(inProject("members", "remove", "robin"));
  expect(byOwner.stderr).toContain("Say which, by the e-mail address:");
  for (const email of ["robin@a.example", "robin@d.example"]) expect(byOwner.stderr).toContain(email);
  expect([await accessOf(active), await accessOf(disabled)]).toEqual([["write"], ["write"]]);
});

test("who may see no addresses is told to give the name, and names nobody beyond their projects", async () => {
  const admin = await memberOf(served.door, projectId, "admin");
  const env = { LOCKKEEPER_URL: served.address, LOCKKEEPER_KEY: await served.door.keyOf(admin) };
  await named("Far Away", "far@away.example");
  const byAddress = await machine.run(inProject("members", "add", "far@away.example", "read"), { env });
  const byName = await machine.run(inProject("members", "add", "Far Away", "read"), { env });
  expect([byAddress.code, byName.code]).toEqual([1, 1]);
  expect(byAddress.stderr).toContain("Owners and admins alone see addresses");
  expect(byName.stderr).toContain('There is nobody called "Far Away" here, or you may not know of them.');
});

test("a session is listed, a card assigned and a record narrowed by a person's address as well", async () => {
  const joan = await named("Joan", "joan@clarke.example");
  await orm().insert(projectMembers).values({ projectId, userId: joan.id, access: "write" });
  const assigned = await machine.run(
    inProject("tasks", "create", "Assigned", "--assignee-id", "joan@clarke.example", "--json"),
  );
  expect(JSON.parse(assigned.stdout)).toMatchObject({ assignee: { id: joan.id } });
  expect((await machine.run(["sessions", "list", "--user-id", "Joan", "--json"])).code).toBe(0);
  expect((await machine.run(["audit", "list", "--person-id", "joan@clarke.example", "--json"])).code).toBe(0);
});

test("an invitation is named by the address it is for; of two that wait neither is taken", async () => {
  const invite = async () => {
    const made = await machine.run(["invitations", "create", "--email", "new@comer.example", "--json"]);
    return String(JSON.parse(made.stdout).id);
  };
  const first = await invite();
  expect((await machine.run(["invitations", "revoke", "New@Comer.example"])).code).toBe(0);
  const [row] = await orm().select().from(invitations).where(eq(invitations.id, first));
  expect(row?.revokedAt).not.toBeNull();
  const [second, third] = [await invite(), await invite()];
  const several = await machine.run(["invitations", "revoke", "new@comer.example"]);
  expect(several.code).toBe(1);
  for (const id of [second, third]) expect(several.stderr).toContain(id);
  const none = await machine.run(["invitations", "revoke", "no@body.example"]);
  expect(none.stderr).toContain('No invitation to "no@body.example" waits, or you may not see it.');
});

test("help says by what people and invitations may be named", async () => {
  const role = await machine.run(["people", "change-role", "--help"]);
  expect(role.stdout).toMatch(/<person> +by e-mail address, name or id/);
  const revoke = await machine.run(["invitations", "revoke", "--help"]);
  expect(revoke.stdout).toMatch(/<invitation> +by the e-mail address that it names, or its id/);
});
