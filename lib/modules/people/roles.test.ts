import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { users } from "#drizzle/schema/people.ts";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { protectionRules } from "#drizzle/schema/rules.ts";
import { runs } from "#drizzle/schema/tasks.ts";
import { findCommand } from "#lib/commands.ts";
import { byKey, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { PeoplePage } from "#lib/modules/people/schema.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { ActionName } from "#lib/protection/actions.ts";

/** Who may change whom, and that an owner always remains. */

let door: TestDoor;
let owner: Actor;

beforeAll(async () => {
  door = await testDoor();
});
afterAll(() => door?.drop());
beforeEach(async () => {
  await orm().delete(protectionRules);
  await orm().update(users).set({ role: "member" });
  owner = await door.spine.person("owner", "Olga");
});

const orm = () => door.spine.platform.database.orm;
const run = (name: ActionName, input: object, actor: Actor) =>
  door.spine.run(name, input, actor, { reason: "it is time" });
type Answer = Awaited<ReturnType<typeof run>>;

const said = (answer: Answer): string =>
  answer.outcome === "error" ? `${answer.error.type}: ${answer.error.message}` : answer.outcome;
const levelOf = (answer: Answer) => (answer.outcome === "held" ? answer.operation.level : said(answer));

async function rowOf({ id }: Actor) {
  const [row] = await orm().select().from(users).where(eq(users.id, id));
  if (!row) throw new Error("The person's row is gone.");
  return row;
}

/** An owner relaxed these: they run at once, for what they do themselves. */
async function relax(...commands: ActionName[]) {
  for (const subject of commands)
    await orm()
      .insert(protectionRules)
      .values({ id: newId(), subject, level: "LOW", consents: [], cooldownMs: 0 });
}

/** What the spine does once every consent is in: facts and change in one transaction. */
async function carryOut(
  name: ActionName,
  input: { personId: string; because?: string },
  actor: Actor,
): Promise<string> {
  const { platform } = door.spine;
  const command = findCommand(name);
  if (!command?.apply) throw new Error(`There is no ${name} that is applied.`);
  const { apply } = command;
  return transact(platform.database, async (tx) => {
    const facts = await command.facts(tx, input, actor);
    await apply(tx, { input, facts, actor, operationId: newId(), reason: null, platform });
    return "done";
  }).catch((error: unknown) => (error instanceof AppError ? error.publicMessage : String(error)));
}

const all: ActionName[] = [
  "person.change-role",
  "person.change-ownership",
  "person.disable",
  "person.enable",
  "person.remove",
];

describe("what it takes", () => {
  test("making or unmaking an admin waits for consents, a day and another admin", async () => {
    const [member, admin] = [await door.spine.person("member"), await door.spine.person("admin")];
    for (const [personId, role] of [
      [member.id, "admin"],
      [admin.id, "member"],
    ] as const) {
      const held = await run("person.change-role", { personId, role }, owner);
      expect(levelOf(held)).toBe("CRITICAL");
      if (held.outcome !== "held") return;
      const [from, to] = role === "admin" ? ["Member", "Admin"] : ["Admin", "Member"];
      expect(held.operation.changes).toEqual([{ what: "Role", from, to }]);
      const needs = held.operation.needs.map(({ requirement }) => requirement);
      expect(needs).toContain("admin_approval");
      expect(needs.some((need) => need.startsWith("cooldown"))).toBe(true);
    }
    expect((await rowOf(member)).role).toBe("member");
    expect((await rowOf(admin)).role).toBe("admin");
  });

  test("disabling a member is done at once, an admin's is CRITICAL; removing a member is asked once more", async () => {
    const [member, admin] = [await door.spine.person("member"), await door.spine.person("admin")];
    expect(said(await run("person.disable", { personId: member.id }, owner))).toBe("done");
    expect(levelOf(await run("person.disable", { personId: admin.id }, owner))).toBe("CRITICAL");
    expect(levelOf(await run("person.remove", { personId: member.id }, owner))).toBe("MEDIUM");
    expect(levelOf(await run("person.remove", { personId: admin.id }, owner))).toBe("CRITICAL");
    expect(levelOf(await run("person.change-ownership", { personId: admin.id, isOwner: true }, owner))).toBe(
      "CRITICAL",
    );
  });

  test("an admin changes no owner, and gives no ownership; a member changes nobody, whether they are here or not", async () => {
    await relax(...all);
    const [admin, member] = [await door.spine.person("admin"), await door.spine.person("member")];
    for (const command of ["person.disable", "person.remove"] as const)
      expect(said(await run(command, { personId: owner.id }, admin))).toContain("by an owner alone");
    const ownership = { personId: member.id, isOwner: true };
    expect(said(await run("person.change-ownership", ownership, admin))).toContain("FORBIDDEN");
    const there = await run("person.disable", { personId: owner.id }, member);
    const nowhere = await run("person.disable", { personId: crypto.randomUUID() }, member);
    expect(said(there)).toBe(said(nowhere));
    expect(said(there)).toContain("FORBIDDEN");
    expect((await rowOf(owner)).role).toBe("owner");
  });
});

describe("the last owner", () => {
  const ways = [
    ["person.change-ownership", { isOwner: false }],
    ["person.disable", {}],
    ["person.remove", {}],
  ] as const;

  test.each(ways)("does not go by %s", async (command, more) => {
    await relax(...all);
    expect(said(await run(command, { personId: owner.id, ...more }, owner))).toContain("is the last owner");
    expect(await rowOf(owner)).toMatchObject({ role: "owner", disabledAt: null, removedAt: null });
  });

  test.each(ways)("remains where two owners take each other out at once by %s", async (command, more) => {
    for (let round = 0; round < 5; round += 1) {
      await orm().update(users).set({ role: "member" });
      const pair = [await door.spine.person("owner", "Ann"), await door.spine.person("owner", "Ben")];
      const [ann, ben] = pair as [Actor, Actor];
      const answers = await Promise.all([
        carryOut(command, { because: "", personId: ben.id, ...more }, ann),
        carryOut(command, { because: "", personId: ann.id, ...more }, ben),
      ]);
      expect(answers.filter((text) => text === "done")).toHaveLength(1);
      expect(answers.find((text) => text !== "done")).toContain("is the last owner");
      const rows = await Promise.all(pair.map(rowOf));
      expect(rows.filter(({ role, disabledAt }) => role === "owner" && !disabledAt)).toHaveLength(1);
    }
  });

  test("hands the ownership over by adding an owner first", async () => {
    await relax(...all);
    const next = await door.spine.person("admin", "Nora");
    expect(said(await run("person.change-ownership", { personId: next.id, isOwner: true }, owner))).toBe(
      "done",
    );
    expect(said(await run("person.change-ownership", { personId: owner.id, isOwner: false }, owner))).toBe(
      "done",
    );
    expect((await rowOf(next)).role).toBe("owner");
    expect((await rowOf(owner)).role).toBe("admin");
  });
});

describe("who is kept out", () => {
  test("has no session, no key that opens and no agent at work any more; enabled, the key opens again", async () => {
    const { id: projectId } = await door.makeProject(owner);
    const ada = await door.spine.person("member", "Ada");
    await orm().insert(projectMembers).values({ projectId, userId: ada.id, access: "write" });
    const [cookie, key] = [await door.cookieOf(ada), await door.keyOf(ada)];
    const { run: atWork } = await makeRun(door.spine, owner, {
      projectId,
      state: "running",
      createdBy: ada.id,
    });
    const me = async (init: RequestInit) => (await door.call("/api/auth/me", init)).status;
    expect([await me({ headers: { cookie } }), await me(byKey(key))]).toEqual([200, 200]);
    const disabled = await run("person.disable", { personId: ada.id, because: "left the team" }, owner);
    expect(said(disabled)).toBe("done");
    expect([await me({ headers: { cookie } }), await me(byKey(key))]).toEqual([401, 401]);
    const [stopped] = await orm().select().from(runs).where(eq(runs.id, atWork.id));
    expect(stopped).toMatchObject({ isAbortAsked: true });
    expect(stopped?.stateReason).toContain("was disabled");
    expect(said(await run("person.enable", { personId: ada.id }, owner))).toBe("done");
    expect([await me({ headers: { cookie } }), await me(byKey(key))]).toEqual([401, 200]);
  });

  test("removed, they keep nothing but their name on what they did, and the address is free again", async () => {
    await relax(...all);
    const { id: projectId } = await door.makeProject(owner);
    const ada = await door.spine.person("member", "Ada");
    await orm().insert(projectMembers).values({ projectId, userId: ada.id, access: "admin" });
    const key = await door.keyOf(ada);
    const { email } = await rowOf(ada);
    expect(said(await run("person.remove", { personId: ada.id }, owner))).toBe("done");
    expect(await rowOf(ada)).toMatchObject({ name: "Ada", role: "member" });
    expect((await rowOf(ada)).email).not.toBe(email);
    expect((await door.call("/api/auth/me", byKey(key))).status).toBe(401);
    const members = await orm().select().from(projectMembers).where(eq(projectMembers.userId, ada.id));
    expect(members).toEqual([]);
    expect(said(await run("person.enable", { personId: ada.id }, owner))).toContain("NOT_FOUND");
  });

  test("the dialog of a removal names what goes, what stays and what stops", async () => {
    const { id: projectId } = await door.makeProject(owner);
    const ada = await door.spine.person("member", "Ada");
    await orm().insert(projectMembers).values({ projectId, userId: ada.id, access: "admin" });
    await door.keyOf(ada);
    await makeRun(door.spine, owner, { projectId, state: "running", createdBy: ada.id });
    const held = await run("person.remove", { personId: ada.id }, owner);
    expect(held).toMatchObject({
      outcome: "held",
      operation: {
        losses: [
          { kind: "API key", name: "key" },
          { kind: "Access to a project", name: "Shop" },
        ],
        dependants: [
          { kind: "Project", name: "Shop" },
          { kind: "Agents at work", name: "1" },
        ],
      },
    });
  });
});

test("admins read everything about everybody, members the names of those they share a project with", async () => {
  const { id: projectId } = await door.makeProject(owner);
  const [ada, bob, eve] = [
    await door.spine.person("member", "Ada"),
    await door.spine.person("member", "Bob"),
    await door.spine.person("member", "Eve"),
  ];
  for (const { id: userId } of [ada, bob])
    await orm().insert(projectMembers).values({ projectId, userId, access: "read" });
  const listFor = async (actor: Actor) => {
    const answer = await door.call("/api/people?limit=200", byKey(await door.keyOf(actor)));
    return ((await answer.json()) as { items: { id: string; more: { email: string } | null }[] }).items;
  };
  const forOwner = await listFor(owner);
  expect(forOwner.map(({ id }) => id)).toEqual(expect.arrayContaining([ada.id, bob.id, eve.id]));
  expect(forOwner.every(({ more }) => more !== null)).toBe(true);
  const forAda = await listFor(ada);
  expect(forAda.map(({ id }) => id).sort()).toEqual([ada.id, bob.id].sort());
  expect(forAda.find(({ id }) => id === bob.id)?.more).toBeNull();
  expect((await listFor(eve)).map(({ id }) => id)).toEqual([eve.id]);
});

test("people are found by words of their name; by their address for those alone who may read it", async () => {
  const { id: projectId } = await door.makeProject(owner);
  const [ida, jo] = [await door.spine.person("member", "Ida 100%"), await door.spine.person("member", "Jo")];
  for (const { id: userId } of [ida, jo])
    await orm().insert(projectMembers).values({ projectId, userId, access: "read" });
  const found = async (actor: Actor, q: string) => {
    const search = new URLSearchParams({ q });
    const answer = await door.call(`/api/people?${search}`, byKey(await door.keyOf(actor)));
    return PeoplePage.parse(await answer.json()).items.map(({ id }) => id);
  };
  expect(await found(jo, "iDA 1")).toEqual([ida.id]);
  expect([await found(jo, "100%"), await found(jo, "1_0")]).toEqual([[ida.id], []]);
  expect([await found(owner, ida.id), await found(jo, ida.id)]).toEqual([[ida.id], []]);
});

test("who is no member of a project is listed for those who see the project; for others it is not there", async () => {
  const { id: projectId } = await door.makeProject(owner);
  const [inside, outside] = [await door.spine.person("member"), await door.spine.person("member")];
  await orm().insert(projectMembers).values({ projectId, userId: inside.id, access: "read" });
  const ask = async (actor: Actor) =>
    door.call(`/api/people?limit=200&outsideProjectId=${projectId}`, byKey(await door.keyOf(actor)));
  const ids = PeoplePage.parse(await (await ask(owner)).json()).items.map(({ id }) => id);
  expect([ids.includes(inside.id), ids.includes(outside.id)]).toEqual([false, true]);
  expect((await ask(outside)).status).toBe(404);
});

test("a role that groups gave names the provider, by its id where that is gone", async () => {
  const ada = await door.spine.person("admin", "Ada");
  await orm().update(users).set({ roleFrom: "company" }).where(eq(users.id, ada.id));
  const roleFrom = async () => {
    const answer = await door.call("/api/people?limit=200", byKey(await door.keyOf(owner)));
    return PeoplePage.parse(await answer.json()).items.find(({ id }) => id === ada.id)?.more?.roleFrom;
  };
  expect(await roleFrom()).toEqual({ id: "company", name: "company" });
  const provider = { providerId: "company", kind: "oidc", name: "Keycloak" } as const;
  const reached = { issuer: "https://id.example.org", clientId: "abc" };
  await run("identity-provider.configure", { ...provider, ...reached }, owner);
  expect(await roleFrom()).toEqual({ id: "company", name: "Keycloak" });
});
