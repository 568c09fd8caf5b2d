import { beforeEach, describe, expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { answeringPeople, refused, stateIn, typedName } from "#lib/operations/fixtures/answering-people.ts";
import { applied, cooled, findScripted, looking } from "#lib/operations/fixtures/scripted-commands.ts";
import type { ScriptedPlatform } from "#lib/operations/fixtures/scripted-platform.ts";
import { runQuery } from "#lib/operations/query.ts";
import { readLosses } from "#lib/operations/read-losses.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let spine: ScriptedPlatform;
let owner: Actor;
let admin: Actor;
let asker: Actor;
const { given, hold, holdCritical, confirm, approve, view, auditOf, contextOf, queue } = answeringPeople();
beforeEach(() => {
  ({ spine, owner, admin, asker } = given());
});

const fresh = (actor: Actor): Actor => ({ ...actor, hasJustSignedIn: true });

describe("an approval", () => {
  test("of an admin who neither asked nor confirmed, two confirmations and the cooldown let CRITICAL run", async () => {
    const id = await holdCritical();
    expect(await view(id, admin)).toMatchObject({
      waitsFor: "confirmation",
      raised: { from: "HIGH", by: "a rule of the installation" },
      may: { confirm: true, approve: true, reject: true, cancel: true, breakGlass: false },
    });
    expect(stateIn(await confirm(id, asker))).toBe("held");
    expect(stateIn(await approve(id, admin))).toBe("held");
    await spine.later(id, "24 hours");
    expect(stateIn(await confirm(id, asker))).toBe("queued");
    const { consents } = await view(id, admin);
    expect(consents.map(({ kind, person }) => `${kind} by ${person.name}`)).toEqual([
      "confirmation by asker",
      "approval by admin",
      "confirmation by asker",
    ]);
  });

  test("is refused to who asked, who confirmed, a member, a key, and without the name", async () => {
    const id = await holdCritical();
    expect(await approve(id, asker)).toMatchObject(refused("FORBIDDEN"));
    await confirm(id, owner);
    expect(await approve(id, owner)).toMatchObject(refused("FORBIDDEN"));
    expect(await approve(id, await spine.person("member"))).toMatchObject(refused("NOT_FOUND"));
    const key: Actor = { ...admin, kind: "cli-key", id: "key", scopes: ["read", "write", "confirm"] };
    expect(await approve(id, key)).toMatchObject(refused("FORBIDDEN"));
    expect(await spine.approve({ operationId: id, typedName: "web" }, admin)).toMatchObject(
      refused("VALIDATION_ERROR", { field: "typedName" }),
    );
    expect((await spine.row(id)).state).toBe("held");
  });

  test("by the person behind the agent that asked is refused", async () => {
    const agent: Actor = { ...admin, kind: "agent", id: "run", scopes: ["read", "write"] };
    const id = await holdCritical(agent);
    await confirm(id, owner);
    expect(await approve(id, admin)).toMatchObject(refused("FORBIDDEN"));
  });

  test("leaves its giver out of the confirmations, and counts once", async () => {
    const id = await holdCritical();
    expect(stateIn(await approve(id, admin))).toBe("held");
    expect(await approve(id, admin)).toMatchObject(refused("CONFLICT"));
    expect(await confirm(id, admin)).toMatchObject(refused("FORBIDDEN"));
    expect((await view(id, admin)).may).toMatchObject({ confirm: false, approve: false });
  });

  test.each(["role = 'member'", "disabled_at = now()"])(
    "counts no more once its giver's account is changed to %s: before the last consent, and before the work",
    async (change) => {
      const lose = () =>
        spine.platform.database.sql.unsafe(`update users set ${change} where id = '${admin.id}'`);
      const id = await holdCritical();
      await confirm(id, owner);
      await approve(id, admin);
      await spine.later(id, "24 hours");
      await lose();
      expect(stateIn(await confirm(id, owner))).toBe("held");
      admin = await spine.person("admin");
      expect(stateIn(await approve(id, admin))).toBe("queued");
      await lose();
      await spine.runNow(id);
      expect((await spine.row(id)).state).toBe("held");
    },
  );

  test("is not asked for below CRITICAL", async () => {
    expect(await approve(await hold(), admin)).toMatchObject(refused("CONFLICT"));
  });

  test("of the only admin for their own request takes the whole cooldown and a new sign-in, and the record says so", async () => {
    await spine.platform.database
      .sql`update users set disabled_at = now() where id in (${admin.id}, ${asker.id})`;
    const id = await holdCritical(owner);
    await confirm(id, owner);
    expect(await approve(id, owner)).toMatchObject(refused("FORBIDDEN", { because: "sign_in_again" }));
    expect(await approve(id, fresh(owner))).toMatchObject(refused("CONFLICT"));
    await spine.breakGlass({ operationId: id, reason: "it burns" }, fresh(owner));
    expect(stateIn(await confirm(id, owner))).toBe("held");
    const { approvableAt, may, waitsFor } = await view(id, owner);
    expect([may.approve, waitsFor]).toEqual([false, "approval"]);
    expect(Date.parse(approvableAt ?? "") - Date.now()).toBeGreaterThan(0.9 * 3_600_000);
    expect(await approve(id, fresh(owner))).toMatchObject(refused("CONFLICT", { notBefore: approvableAt }));
    expect((await spine.row(id)).state).toBe("held");
    await spine.later(id, "24 hours");
    expect(stateIn(await approve(id, fresh(owner)))).toBe("queued");
    expect((await auditOf(id)).find(({ what }) => what === "operation.approved")).toMatchObject({
      isSoleAdmin: true,
    });
  });

  test("of the only admin can be given again where they confirmed after it, and so made it their own", async () => {
    await spine.platform.database
      .sql`update users set disabled_at = now() where id in (${admin.id}, ${asker.id})`;
    const id = await holdCritical(await spine.person("member"));
    expect(stateIn(await approve(id, owner))).toBe("held");
    expect(stateIn(await confirm(id, owner))).toBe("held");
    expect((await view(id, owner)).may.approve).toBe(false);
    await spine.later(id, "24 hours");
    expect(stateIn(await confirm(id, owner))).toBe("held");
    expect((await view(id, owner)).may.approve).toBe(true);
    expect(stateIn(await approve(id, fresh(owner)))).toBe("queued");
  });

  test("of the only admin counts no more once there is another", async () => {
    await spine.platform.database
      .sql`update users set disabled_at = now() where id in (${admin.id}, ${asker.id})`;
    const id = await holdCritical(owner);
    await confirm(id, owner);
    await spine.later(id, "24 hours");
    expect(stateIn(await approve(id, fresh(owner)))).toBe("held");
    await spine.platform.database.sql`update users set disabled_at = null where id = ${admin.id}`;
    expect(stateIn(await confirm(id, admin))).toBe("held");
    expect((await spine.row(id)).needs).toContainEqual(
      expect.objectContaining({ requirement: "admin_approval", met: false }),
    );
  });
});

describe("a rejection", () => {
  test("ends it for good, with who and why; nothing that comes after makes it run", async () => {
    const id = await hold();
    expect(await spine.reject({ operationId: id, reason: " " }, admin)).toMatchObject(
      refused("VALIDATION_ERROR"),
    );
    expect(stateIn(await spine.reject({ operationId: id, reason: "it is in use" }, admin))).toBe("rejected");
    const row = await spine.row(id);
    expect(row.error).toMatchObject({ message: "admin rejected it: it is in use" });
    expect(await confirm(id, owner)).toMatchObject(refused("CONFLICT", { state: "rejected" }));
    expect(await spine.reject({ operationId: id, reason: "again" }, owner)).toMatchObject(
      refused("CONFLICT"),
    );
    await spine.later(id, "9 days");
    await spine.sweep();
    await spine.runNow(id);
    expect((await spine.row(id)).state).toBe("rejected");
  });

  test("is for others than who asked, who withdraws it instead, and never for machines", async () => {
    const id = await hold();
    expect(await spine.reject({ operationId: id, reason: "no" }, asker)).toMatchObject(refused("FORBIDDEN"));
    const agent: Actor = { ...admin, kind: "agent", id: "run", scopes: ["read", "write"] };
    expect(await spine.reject({ operationId: id, reason: "no" }, agent)).toMatchObject(refused("FORBIDDEN"));
    expect(stateIn(await spine.cancel(id, asker))).toBe("cancelled");
  });
});

describe("breaking the glass", () => {
  test("lets an owner who just signed in skip the cooldown, for a reason; the second confirmation is still asked for", async () => {
    const id = await hold();
    const glass = { operationId: id, reason: "the disk is full" };
    expect(await spine.breakGlass(glass, fresh(owner))).toMatchObject(refused("CONFLICT"));
    await confirm(id, asker);
    expect((await view(id, owner)).may.breakGlass).toBe(true);
    expect(await spine.breakGlass(glass, owner)).toMatchObject(
      refused("FORBIDDEN", { because: "sign_in_again" }),
    );
    expect(await spine.breakGlass(glass, fresh(admin))).toMatchObject(refused("FORBIDDEN"));
    expect(await spine.breakGlass({ operationId: id }, fresh(owner))).toMatchObject(
      refused("VALIDATION_ERROR"),
    );
    expect(stateIn(await spine.breakGlass(glass, fresh(owner)))).toBe("held");
    expect((await view(id, asker)).waitsFor).toBe("second_confirmation");
    expect(stateIn(await confirm(id, asker))).toBe("queued");
    expect((await auditOf(id)).map(({ what }) => what)).toContain("operation.cooldown_skipped");
  });

  test("is told to owners and admins for seven days", async () => {
    const id = await hold();
    await confirm(id, asker);
    await spine.breakGlass({ operationId: id, reason: "the disk is full" }, fresh(owner));
    expect((await queue(admin)).breakGlasses).toMatchObject([
      { operationId: id, targetName: typedName, person: { name: "owner" }, reason: "the disk is full" },
    ]);
    expect((await queue(await spine.person("member"))).breakGlasses).toEqual([]);
    await spine.later(id, "8 days");
    expect((await queue(admin)).breakGlasses).toEqual([]);
  });
});

test("what would go is looked at anew, with whether it is still what was asked for", async () => {
  const id = await hold();
  const look = () => runQuery(readLosses(findScripted), { operationId: id }, contextOf(admin));
  expect(await look()).toMatchObject({ losses: [{ name: "as it was" }], hasChanged: false });
  await spine.platform.database.sql`update world set fingerprint = 'another'`;
  expect(await look()).toMatchObject({ losses: [{ name: "another" }], hasChanged: true });
  expect((await spine.row(id)).losses).toMatchObject([{ name: "as it was" }]);
});

test("what a rule holds below MEDIUM carries a token too: the dialog and a key confirm it with that", async () => {
  await spine.rule("project.update", { consents: ["user_confirmation"] });
  const held = await spine.ask(applied, { key: "x" }, asker);
  if (held.outcome !== "held") throw new Error(JSON.stringify(held));
  expect(held.operation.level).toBe("LOW");
  expect(await spine.issueToken(held.operation.id, owner)).toMatchObject({
    outcome: "done",
    result: { confirm: { token: expect.any(String) } },
  });
  expect(stateIn(await spine.confirm({ token: held.confirm?.token }, asker))).toBe("succeeded");
});

test("what was given lapses on record when another asks for a token and the facts are not what they were", async () => {
  await spine.rule("workspace.stop", { consents: ["user_confirmation", "admin_approval"] });
  const held = await spine.ask(looking, {}, asker);
  const id = held.outcome === "held" ? held.operation.id : "";
  expect(stateIn(await spine.approve({ operationId: id }, admin))).toBe("held");
  await spine.issueToken(id, owner);
  const lapses = async () => (await auditOf(id)).filter(({ what }) => what === "operation.consents_lapsed");
  expect(await lapses()).toHaveLength(0);
  await spine.platform.database.sql`update world set seen = 'another'`;
  await spine.issueToken(id, owner);
  await spine.issueToken(id, owner);
  expect(await lapses()).toHaveLength(1);
});

test("facts that changed between the approvals and the run: nothing is done, it is held again and says so", async () => {
  const id = await holdCritical();
  await confirm(id, asker);
  await approve(id, admin);
  await spine.later(id, "24 hours");
  expect(stateIn(await confirm(id, asker))).toBe("queued");
  await spine.platform.database.sql`update world set fingerprint = 'another'`;
  await spine.runNow(id);
  const row = await spine.row(id);
  expect(row).toMatchObject({ state: "held", losses: [{ name: "another" }], cooledAt: null });
  expect(row.needs[0]).toMatchObject({
    met: false,
    how: expect.stringContaining(
      "It has changed since it was confirmed. New: file another. No longer there: file as it was.",
    ),
  });
  expect((await view(id, admin)).consents.every(({ lapsedAt }) => lapsedAt !== null)).toBe(true);
});

test("an answer to what was shown is refused once another's look has refreshed it", async () => {
  const id = await holdCritical();
  const { fingerprint } = await view(id, asker);
  await spine.platform.database.sql`update world set fingerprint = 'another'`;
  expect(stateIn(await confirm(id, owner))).toBe("held");
  const shown = { operationId: id, typedName, fingerprint };
  expect(await spine.confirm(shown, asker)).toMatchObject(refused("CONFLICT", { because: "changed" }));
  expect(await spine.approve(shown, admin)).toMatchObject(refused("CONFLICT", { because: "changed" }));
  const now = { ...shown, fingerprint: (await view(id, asker)).fingerprint };
  expect(stateIn(await spine.approve(now, admin))).toBe("held");
  expect((await view(id, asker)).consents.filter(({ lapsedAt }) => lapsedAt === null)).toMatchObject([
    { kind: "approval" },
  ]);
});

test("what a key asked for ends as denied at the next consent once the key is revoked", async () => {
  const id = newId();
  await spine.platform.database.sql`insert into api_keys (id, user_id, name, kind, scopes, prefix, key_hash)
    values (${id}, ${asker.id}, 'ci', 'service', '{read,write}', 'lk_x', ${id})`;
  const held = await hold({ ...asker, kind: "service-key", id, scopes: ["read", "write"] });
  await spine.platform.database.sql`update api_keys set revoked_at = now() where id = ${id}`;
  expect(stateIn(await confirm(held, owner))).toBe("denied");
});

test("an approval before the first confirmation gives nobody more time", async () => {
  const id = await holdCritical();
  await spine.later(id, "6 days");
  const { expiresAt } = await spine.row(id);
  expect(stateIn(await approve(id, admin))).toBe("held");
  expect((await spine.row(id)).expiresAt).toEqual(expiresAt);
});

test("consent to one request serves no other: not to one with the same input, nor by the same key", async () => {
  const one = await hold();
  const other = await hold();
  await confirm(one, asker);
  await spine.later(one, "1 hour");
  await spine.later(other, "1 hour");
  expect(stateIn(await confirm(one, asker))).toBe("queued");
  expect((await spine.row(other)).state).toBe("held");
  const third = await spine.ask(cooled, { key: "else" }, asker, { reason: "too" });
  expect(third.outcome).toBe("held");
});

test("of a hundred approvals and rejections at once the history is one", async () => {
  const id = await holdCritical();
  await confirm(id, asker);
  await spine.later(id, "24 hours");
  await confirm(id, asker);
  const admins = await Promise.all(Array.from({ length: 10 }, () => spine.person("admin")));
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => {
      const actor = admins[index % 10] ?? admin;
      return index % 2 === 0 ? approve(id, actor) : spine.reject({ operationId: id, reason: "no" }, actor);
    }),
  );
  const won = answers.filter(({ outcome }) => outcome === "done");
  expect(won).toHaveLength(1);
  const { state } = await spine.row(id);
  const told = (await auditOf(id)).filter(({ what }) =>
    ["operation.queued", "operation.rejected"].includes(what),
  );
  expect(told).toMatchObject([{ what: `operation.${state}`, state }]);
});
