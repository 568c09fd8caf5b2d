import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { CommandAnswer } from "#lib/kernel/answer.ts";
import { newId } from "#lib/kernel/ids.ts";
import { describeAnswerable } from "#lib/operations/answerable.ts";
import { applied, cooled, findScripted, looking } from "#lib/operations/fixtures/scripted-commands.ts";
import { type ScriptedPlatform, scriptedPlatform } from "#lib/operations/fixtures/scripted-platform.ts";
import { listQueueOf } from "#lib/operations/list-queue.ts";
import { runQuery } from "#lib/operations/query.ts";
import { readLosses } from "#lib/operations/read-losses.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let spine: ScriptedPlatform;
let owner: Actor;
let admin: Actor;
let asker: Actor;
beforeAll(async () => {
  spine = await scriptedPlatform();
});
afterAll(() => spine?.drop());
beforeEach(async () => {
  await spine.platform.database.sql`truncate operations cascade`;
  await spine.platform.database.sql`delete from protection_rules`;
  await spine.platform.database.sql`update users set disabled_at = now()`;
  await spine.platform.database.sql`update world set fingerprint = 'as it was', seen = 'seen first'`;
  owner = await spine.person("owner");
  admin = await spine.person("admin");
  asker = await spine.person("admin", "asker");
});
afterEach(() => {
  vi.useRealTimers();
});

const typedName = "web shop";
const fresh = (actor: Actor): Actor => ({ ...actor, hasJustSignedIn: true });
const stateIn = (answer: CommandAnswer) =>
  answer.outcome === "done" ? (answer.result as { operation: { state: string } }).operation.state : answer;
const refused = (type: string, details: object = {}) => ({
  outcome: "error",
  error: expect.objectContaining({ type, details: expect.objectContaining(details) }),
});

async function hold(actor: Actor = asker, reason = "it is old"): Promise<string> {
  const answer = await spine.ask(cooled, {}, actor, { reason });
  if (answer.outcome !== "held") throw new Error(`It is not held: ${JSON.stringify(answer)}`);
  return answer.operation.id;
}
const holdCritical = async (actor?: Actor) => {
  await spine.rule("project.delete", { level: "CRITICAL" });
  return hold(actor);
};
const confirm = (operationId: string, actor: Actor) => spine.confirm({ operationId, typedName }, actor);
const approve = (operationId: string, actor: Actor) => spine.approve({ operationId, typedName }, actor);
const view = async (operationId: string, actor: Actor) => {
  const [seen] = await describeAnswerable(spine.platform.database.orm, actor, [await spine.row(operationId)]);
  if (!seen) throw new Error("It is not described.");
  return seen;
};
const auditOf = async (operationId: string) => {
  const rows = await spine.platform.database.sql<{ record: string }[]>`
    select record from audit_log where operation_id = ${operationId} order by id`;
  return rows.map(
    ({ record }) => JSON.parse(record) as { what: string; state: string; isSoleAdmin?: boolean },
  );
};

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
    expect(await approve(id, fresh(owner))).toMatchObject(refused("CONFLICT"));
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

const queue = (actor: Actor, input: object = {}) => runQuery(listQueueOf, input, contextOf(actor));
const contextOf = (actor: Actor) => ({
  tx: spine.platform.database.orm,
  actor,
  platform: spine.platform,
  signal: new AbortController().signal,
});

describe("the queue", () => {
  test("counts what the one who looks can answer now, and parts what waits, what is theirs and what is decided", async () => {
    const mine = await hold(asker);
    const others = await hold(admin);
    expect((await queue(asker)).counts).toEqual({ waiting: 2, mine: 1 });
    await confirm(mine, asker);
    // In its cooldown nobody can do anything about it.
    expect((await queue(asker)).counts).toEqual({ waiting: 1, mine: 1 });
    await spine.later(mine, "1 hour");
    expect((await queue(asker)).counts).toEqual({ waiting: 2, mine: 1 });
    await spine.reject({ operationId: others, reason: "no" }, asker);
    expect((await queue(asker, { view: "mine" })).items.map(({ id }) => id)).toEqual([mine]);
    expect((await queue(asker, { view: "decided" })).items).toMatchObject([
      { id: others, state: "rejected" },
    ]);
  });

  test("what it counts is what may be answered, one by one", async () => {
    await spine.rule("project.delete", { level: "CRITICAL" });
    const member = await spine.person("member");
    const held = [await hold(asker), await hold(admin), await hold(owner), await hold(member)];
    const [first = "", second = "", third = ""] = held;
    await confirm(first, owner);
    await confirm(second, asker);
    await spine.later(second, "24 hours");
    await approve(third, admin);
    for (const actor of [owner, admin, asker, member]) {
      const { items, counts } = await queue(actor);
      const answerable = items.filter(({ may }) => may.confirm || may.approve);
      expect(counts.waiting, actor.name).toBe(answerable.length);
    }
  });

  test("counts for the only admin what they have to approve themselves, when its time has come", async () => {
    await spine.platform.database
      .sql`update users set disabled_at = now() where id in (${admin.id}, ${asker.id})`;
    const id = await holdCritical(owner);
    expect(await view(id, owner)).toMatchObject({
      isSoleAdmin: true,
      may: { confirm: true, approve: false },
    });
    for (const answerable of [1, 0, 1, 1]) {
      const { items, counts } = await queue(owner);
      expect(counts.waiting).toBe(answerable);
      expect(items.filter(({ may }) => may.confirm || may.approve)).toHaveLength(answerable);
      if (answerable === 0) await spine.later(id, "24 hours");
      else await confirm(id, owner);
    }
    expect((await view(id, owner)).waitsFor).toBe("approval");
  });

  test("shows nobody what they may not see, and machines nothing to answer", async () => {
    await hold();
    const stranger = await spine.person("member");
    expect(await queue(stranger)).toMatchObject({ items: [], counts: { waiting: 0, mine: 0 } });
    const agent: Actor = { ...owner, kind: "agent", id: "run", scopes: ["read", "write"] };
    const { items, counts } = await queue(agent);
    expect(counts.waiting).toBe(0);
    expect(items.map(({ may }) => may)).toEqual([
      { confirm: false, approve: false, reject: false, cancel: false, breakGlass: false },
    ]);
  });

  test("its pages follow each other without a gap", async () => {
    const held = [await hold(), await hold(), await hold()];
    const first = await queue(owner, { limit: 2 });
    const rest = await queue(owner, { limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(held.toReversed());
    expect(rest.nextCursor).toBeNull();
  });
});

describe("the cooldown", () => {
  test("is told once when it is over", async () => {
    const id = await hold();
    await confirm(id, asker);
    expect(await spine.sweep()).toBe(0);
    await spine.later(id, "1 hour");
    expect(await spine.sweep()).toBe(1);
    expect(await spine.sweep()).toBe(0);
    expect((await auditOf(id)).filter(({ what }) => what === "operation.cooled")).toHaveLength(1);
  });

  test("ends by the sweeper where nothing else is missing: the work is queued, a change of the database applied", async () => {
    await spine.rule("project.delete", { consents: ["typed_name"] });
    await spine.rule("project.update", { level: "HIGH", consents: ["typed_name"] });
    const worked = await hold();
    const asked = await spine.ask(applied, { key: "x" }, asker, { reason: "because" });
    const changed = asked.outcome === "held" ? asked.operation.id : "";
    for (const id of [worked, changed]) {
      expect(stateIn(await confirm(id, asker))).toBe("held");
      await spine.later(id, "1 hour");
    }
    await spine.sweep();
    expect((await spine.row(worked)).state).toBe("queued");
    expect(await spine.row(changed)).toMatchObject({ state: "succeeded", result: { key: "x" } });
  });

  test("of one that cannot be told keeps no other waiting", async () => {
    const [broken, sound] = [await hold(), await hold()];
    for (const id of [broken, sound]) {
      await confirm(id, asker);
      await spine.later(id, "1 hour");
    }
    await spine.platform.database.sql`update operations set actor = '{}' where id = ${broken}`;
    await spine.sweep();
    expect((await spine.row(broken)).cooledAt).toBeNull();
    expect((await spine.row(sound)).cooledAt).not.toBeNull();
  });

  test.each([-24, -1, 1, 24])(
    "goes by the database's clock: a server whose clock is off by %i hours releases nothing early and nothing late",
    async (hours) => {
      const id = await hold();
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + hours * 3_600_000 });
      expect(stateIn(await confirm(id, asker))).toBe("held");
      expect(await confirm(id, asker)).toMatchObject(refused("CONFLICT"));
      expect(await spine.sweep()).toBe(0);
      await spine.later(id, "59 minutes");
      expect(await confirm(id, asker)).toMatchObject(refused("CONFLICT"));
      await spine.later(id, "1 minute");
      expect(stateIn(await confirm(id, asker))).toBe("queued");
    },
  );

  test("expires seven days after it could be answered, not sooner", async () => {
    const id = await hold();
    await confirm(id, asker);
    const { notBefore, expiresAt } = await spine.row(id);
    expect(Number(expiresAt) - Number(notBefore)).toBe(7 * 24 * 3_600_000);
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
