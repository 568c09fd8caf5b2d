import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditLog } from "#drizzle/schema/audit.ts";
import { events } from "#drizzle/schema/events.ts";
import { invitations } from "#drizzle/schema/invitations.ts";
import { users } from "#drizzle/schema/people.ts";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { address, byKey, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { memberOf } from "#lib/http/fixtures/test-world.ts";
import { bearer } from "#lib/http/fixtures/walkers.ts";
import { newId } from "#lib/kernel/ids.ts";
import { ShownInvitation } from "#lib/modules/invitations/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let door: TestDoor;
let owner: Actor;
let projectId: string;

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner", "Olga");
  ({ id: projectId } = await door.makeProject(owner));
});
afterAll(() => door?.drop());

const orm = () => door.spine.platform.database.orm;
const run = (name: string, input: object, actor: Actor) =>
  door.spine.run(name, input, actor, { reason: "they join us" });

/** The token of a new invitation, and its id. */
async function invite(input: object = {}, by: Actor = owner) {
  const answer = await run("invitation.create", input, by);
  if (answer.outcome !== "done") throw new Error(JSON.stringify(answer));
  const { id, link } = ShownInvitation.parse(answer.result);
  return { id, token: new URL(link).searchParams.get("token") ?? "" };
}

// Each from an address of its own: the brake on attempts has a test of its own.
let peers = 0;
const fromElsewhere = () => ({
  "x-lockkeeper-peer": `10.0.${Math.floor(peers / 250)}.${(peers++ % 250) + 1}`,
});
const send = (path: string, body: object, headers: Record<string, string> = {}) =>
  door.call(path, post(JSON.stringify(body), { ...fromElsewhere(), ...headers }));
const accept = (token: string, more: object = {}, headers: Record<string, string> = {}) =>
  send(
    "/api/invitation/accept",
    { as: "newcomer", token, name: "Nia", email: `${newId()}@example.org`, ...more },
    headers,
  );
const becauseOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { error: { details: { because?: unknown } } }).error.details.because;

describe("an invitation", () => {
  test("makes the person, gives the project and begins a session; its link is nowhere but in the answer", async () => {
    const { token } = await invite({ email: "Nia@Example.org", projectId, access: "write" });
    const look = await send("/api/invitation/look", { token });
    expect(await look.json()).toMatchObject({
      invitedBy: "Olga",
      email: "nia@example.org",
      role: "member",
      project: { name: "Shop", access: "write" },
    });
    const entered = await accept(token, { email: "other@example.org" });
    expect(entered.status).toBe(201);
    const cookie = entered.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
    const { user } = (await entered.json()) as { user: { id: string; email: string; role: string } };
    expect(user).toMatchObject({ email: "nia@example.org", role: "member" });
    expect((await door.call(`/api/projects/${projectId}`, { headers: { cookie } })).status).toBe(200);
    const rows = JSON.stringify([
      await orm().select().from(invitations),
      await orm().select().from(auditLog),
      await door.spine.platform.database.sql`select * from operations`,
    ]);
    expect(rows).toContain("invitation.accepted");
    expect(rows).not.toContain(token);
  });

  test("ends the session of whoever was signed in at that browser before", async () => {
    const before = await door.spine.person("member");
    const cookie = await door.cookieOf(before);
    const { token } = await invite();
    expect((await accept(token, {}, { cookie, "sec-fetch-site": "same-origin" })).status).toBe(201);
    expect((await door.call("/api/auth/me", { headers: { cookie } })).status).toBe(401);
  });

  test("lets one in of many who come at once", async () => {
    const { token, id } = await invite();
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 19 }, () => 401),
    ]);
    const refused = answers.filter(({ status }) => status === 401);
    expect(await becauseOf(refused[0] as Response)).toBe("used");
    const [row] = await orm().select().from(invitations).where(eq(invitations.id, id));
    expect(row?.usedBy).not.toBeNull();
  });

  test("opens nothing when it has expired, was taken back, has a new link, or is made up", async () => {
    const expired = await invite();
    await orm()
      .update(invitations)
      .set({ expiresAt: new Date(Date.now() - 1_000) })
      .where(eq(invitations.id, expired.id));
    const revoked = await invite();
    expect((await run("invitation.revoke", { invitationId: revoked.id }, owner)).outcome).toBe("done");
    const renewed = await invite();
    expect((await run("invitation.renew", { invitationId: renewed.id }, owner)).outcome).toBe("done");
    const people = await orm().$count(users);
    for (const [token, because] of [
      [expired.token, "expired"],
      [revoked.token, "revoked"],
      [renewed.token, "unknown"],
      ["made-up", "unknown"],
    ] as const) {
      const look = await send("/api/invitation/look", { token });
      expect([look.status, await becauseOf(look)]).toEqual([401, because]);
      const entered = await accept(token);
      expect([entered.status, await becauseOf(entered)]).toEqual([401, because]);
    }
    expect(await orm().$count(users)).toBe(people);
  });

  test("outlives no right of who invited", async () => {
    const admin = await memberOf(door, projectId, "admin");
    const { token } = await invite({ projectId, access: "read" }, admin);
    await orm().delete(projectMembers).where(eq(projectMembers.userId, admin.id));
    expect(await becauseOf(await accept(token))).toBe("revoked");
    const other = await door.spine.person("admin");
    const second = await invite({}, other);
    expect((await run("person.disable", { personId: other.id }, owner)).outcome).toBe("held");
    await orm().update(users).set({ disabledAt: new Date() }).where(eq(users.id, other.id));
    expect(await becauseOf(await accept(second.token))).toBe("revoked");
  });

  test("is taken back with who invited, and the list of invitations hears of it", async () => {
    const admin = await memberOf(door, projectId, "admin");
    const { id, token } = await invite({ projectId, access: "read" }, admin);
    await orm().delete(events).where(eq(events.subjectId, id));
    expect((await run("person.disable", { personId: admin.id }, owner)).outcome).toBe("done");
    expect(await becauseOf(await accept(token))).toBe("revoked");
    const told = await orm().select().from(events).where(eq(events.subjectId, id));
    expect(told).toMatchObject([{ topic: "invitations", name: "invitation.changed", userId: admin.id }]);
  });

  test("is refused for an address that is here, and is not used up by that", async () => {
    const { token } = await invite();
    const taken = `${newId()}@example.org`;
    expect((await accept((await invite()).token, { email: taken })).status).toBe(201);
    expect((await accept(token, { email: taken })).status).toBe(409);
    expect((await accept(token)).status).toBe(201);
  });

  test("gives who is signed in the project after they said so, and changes no role of theirs", async () => {
    const known = await door.spine.person("member");
    const headers = { cookie: await door.cookieOf(known), origin: address, host: "lockkeeper.test" };
    const { token } = await invite({ projectId, access: "read" });
    const joined = await send("/api/invitation/accept", { as: "myself", token }, headers);
    expect([joined.status, joined.headers.get("set-cookie")]).toEqual([200, null]);
    const rows = await orm().select().from(projectMembers).where(eq(projectMembers.userId, known.id));
    expect(rows).toMatchObject([{ projectId, access: "read", givenBy: null }]);
    const forNewcomers = await invite();
    const again = await send("/api/invitation/accept", { as: "myself", token: forNewcomers.token }, headers);
    expect(again.status).toBe(409);
    const forAnother = await invite({ email: "somebody@example.org", projectId, access: "write" });
    const taken = await send("/api/invitation/accept", { as: "myself", token: forAnother.token }, headers);
    expect(taken.status).toBe(403);
    expect((await send("/api/invitation/accept", { as: "myself", token: forAnother.token })).status).toBe(
      403,
    );
  });

  test("cannot be accepted from a page of another origin, and guesses are slowed down", async () => {
    const { token } = await invite();
    expect((await accept(token, {}, { origin: "https://evil.test" })).status).toBe(403);
    const peer = { "x-lockkeeper-peer": "10.9.9.9" };
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1)
      statuses.push((await send("/api/invitation/look", { token: "guess" }, peer)).status);
    expect(statuses).toContain(429);
    expect((await accept(token)).status).toBe(201);
  });
});

describe("who may invite", () => {
  test("admins anybody; who administers a project members into it; nobody else anybody", async () => {
    const [admin, writer] = [
      await memberOf(door, projectId, "admin"),
      await memberOf(door, projectId, "write"),
    ];
    const intoProject = { projectId, access: "write" };
    expect((await run("invitation.create", intoProject, admin)).outcome).toBe("done");
    for (const [input, actor] of [
      [{}, admin],
      [{ ...intoProject, role: "admin" }, admin],
      [intoProject, writer],
      [{}, writer],
    ] as const)
      expect(await run("invitation.create", input, actor)).toMatchObject({ error: { type: "FORBIDDEN" } });
    const stranger = await door.spine.person("member");
    const [hidden, absent] = [
      await run("invitation.create", intoProject, stranger),
      await run("invitation.create", { ...intoProject, projectId: newId() }, stranger),
    ];
    expect(hidden).toMatchObject({ error: { type: "NOT_FOUND" } });
    expect(hidden.outcome === "error" && absent.outcome === "error" && absent.error).toEqual(
      hidden.outcome === "error" && hidden.error,
    );
  });

  test("a key only where it may confirm: by the link it could come in and confirm its own requests", async () => {
    const { id: invitationId } = await invite({ email: `${newId()}@example.org` });
    const before = await orm().$count(invitations);
    const asked = [
      ["/api/invitations", { projectId, access: "admin" }],
      [`/api/invitations/${invitationId}/link`, {}],
      [`/api/invitations/${invitationId}/send`, {}],
    ] as const;
    const writes = await door.keyOf(owner, { scopes: ["read", "write"] });
    for (const [path, body] of asked) {
      const answer = await door.call(path, post(JSON.stringify(body), bearer(writes)));
      const { error } = (await answer.json()) as { error: { type: string; message: string } };
      expect([path, answer.status, error.type]).toEqual([path, 403, "FORBIDDEN"]);
      expect(error.message).toBe(
        "A key needs the scope confirm for this. Use one that has it, or the dashboard.",
      );
    }
    expect(await orm().$count(invitations)).toBe(before);
    const confirms = bearer(await door.keyOf(owner));
    for (const [path, body] of asked.slice(0, 2))
      expect([200, 201]).toContain((await door.call(path, post(JSON.stringify(body), confirms))).status);
    const back = { method: "DELETE", headers: bearer(writes) };
    expect((await door.call(`/api/invitations/${invitationId}`, back)).status).toBe(200);
  });

  test("an invitation to be an admin waits for what making an admin waits for", async () => {
    const held = await run("invitation.create", { role: "admin" }, owner);
    expect(held).toMatchObject({ outcome: "held", operation: { level: "CRITICAL" } });
    if (held.outcome !== "held") throw new Error("It is not held.");
    expect(held.operation.changes).toContainEqual({ what: "Role", from: null, to: "Admin" });
    const rows = await orm().select().from(invitations).where(eq(invitations.role, "admin"));
    expect(rows).toEqual([]);
  });

  test("one to be an admin that another's approval made, with nobody there, gets its link from who invited", async () => {
    const { sql } = door.spine.platform.database;
    const [admin, other] = [await door.spine.person("admin"), await door.spine.person("admin")];
    const input = { role: "admin", email: "late@example.org" };
    const held = await run("invitation.create", input, admin);
    if (held.outcome !== "held") throw new Error(JSON.stringify(held));
    const { id: operationId } = held.operation;
    const typed = { operationId, typedName: "late@example.org" };
    expect((await run("operation.confirm", { ...typed, reason: "She helps." }, admin)).outcome).toBe("done");
    await sql`update operations set not_before = now() where id = ${operationId}`;
    await sql`update consents set given_at = given_at - interval '2 days' where operation_id = ${operationId}`;
    expect((await run("operation.confirm", typed, admin)).outcome).toBe("done");
    const approved = await run("operation.approve", typed, other);
    expect(approved).toMatchObject({ outcome: "done", result: { operation: { state: "succeeded" } } });
    expect(JSON.stringify(approved)).not.toContain("token=");
    const key = byKey(await door.keyOf(admin));
    const operation = await (await door.call(`/api/operations/${operationId}`, key)).json();
    expect(operation).toMatchObject({ state: "succeeded", result: { link: "[secret]" } });
    const made = async () =>
      (await door.call(`/api/invitations?invitationId=${operation.result.id}`, key)).json();
    expect(await made()).toMatchObject({
      items: [{ email: "late@example.org", state: "open", invitedBy: { id: admin.id } }],
    });
    const renewed = await run("invitation.renew", { invitationId: operation.result.id }, admin);
    const { link } = ShownInvitation.parse(renewed.outcome === "done" && renewed.result);
    const token = new URL(link).searchParams.get("token") ?? "";
    expect((await accept(token)).status).toBe(201);
    expect(await made()).toMatchObject({ items: [{ state: "used" }], nextCursor: null });
  });

  test("another link of one to be an admin waits for the same, but for who invited", async () => {
    const [first, second] = [await door.spine.person("admin"), await door.spine.person("admin")];
    const { id } = await invite({}, first);
    await orm().update(invitations).set({ role: "admin" }).where(eq(invitations.id, id));
    const renewed = await run("invitation.renew", { invitationId: id }, second);
    expect(renewed).toMatchObject({ outcome: "held", operation: { level: "CRITICAL" } });
    expect((await run("invitation.renew", { invitationId: id }, first)).outcome).toBe("done");
    expect((await run("invitation.revoke", { invitationId: id }, second)).outcome).toBe("done");
  });

  test("one to be an admin that has expired waits for the same again, and no link of it opens longer than was agreed to", async () => {
    const admin = await door.spine.person("admin");
    const { id: invitationId } = await invite({ email: `${newId()}@example.org`, days: 2 }, admin);
    const isIt = eq(invitations.id, invitationId);
    const [before] = await orm().update(invitations).set({ role: "admin" }).where(isIt).returning();
    expect((await run("invitation.renew", { invitationId }, admin)).outcome).toBe("done");
    const [after] = await orm().select().from(invitations).where(isIt);
    expect(after?.tokenHash).not.toBe(before?.tokenHash);
    expect(after?.expiresAt).toEqual(before?.expiresAt);
    const over = { expiresAt: new Date(Date.now() - 1_000) };
    await orm().update(invitations).set(over).where(isIt);
    for (const name of ["invitation.renew", "invitation.send"]) {
      const held = await run(name, { invitationId }, admin);
      expect(held).toMatchObject({
        outcome: "held",
        operation: {
          level: "CRITICAL",
          changes: [
            { what: "Role", from: null, to: "Admin" },
            { what: "The link holds for", from: null, to: "7 days" },
          ],
        },
      });
    }
    expect(await orm().select().from(invitations).where(isIt)).toMatchObject([over]);
    await orm().update(invitations).set({ role: "member" }).where(isIt);
    expect((await run("invitation.renew", { invitationId }, admin)).outcome).toBe("done");
  });

  test("a project's admin lists and takes back those into it, and to them no other is there", async () => {
    const admin = await memberOf(door, projectId, "admin");
    const [into, general] = [await invite({ projectId, access: "read" }), await invite()];
    const answer = await door.call("/api/invitations?limit=200", byKey(await door.keyOf(admin)));
    const ids = ((await answer.json()) as { items: { id: string }[] }).items.map(({ id }) => id);
    expect(ids).toContain(into.id);
    expect(ids).not.toContain(general.id);
    const [hidden, absent] = [
      await run("invitation.revoke", { invitationId: general.id }, admin),
      await run("invitation.revoke", { invitationId: newId() }, admin),
    ];
    expect(hidden.outcome === "error" && hidden.error).toEqual(absent.outcome === "error" && absent.error);
    const reads = async (id: string) => {
      const one = await door.call(`/api/invitations?invitationId=${id}`, byKey(await door.keyOf(admin)));
      return ((await one.json()) as { items: unknown[] }).items.length;
    };
    expect([await reads(into.id), await reads(general.id), await reads(newId())]).toEqual([1, 0, 0]);
    expect((await run("invitation.revoke", { invitationId: into.id }, admin)).outcome).toBe("done");
  });
});
