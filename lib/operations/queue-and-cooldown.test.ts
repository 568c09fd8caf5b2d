import { beforeEach, describe, expect, test, vi } from "vitest";
import { answeringPeople, refused, stateIn } from "#lib/operations/fixtures/answering-people.ts";
import { applied } from "#lib/operations/fixtures/scripted-commands.ts";
import type { ScriptedPlatform } from "#lib/operations/fixtures/scripted-platform.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let spine: ScriptedPlatform;
let owner: Actor;
let admin: Actor;
let asker: Actor;
const { given, hold, holdCritical, confirm, approve, view, auditOf, queue } = answeringPeople();
beforeEach(() => {
  ({ spine, owner, admin, asker } = given());
});

const readFacts = {
  target: { kind: "project", id: "p1", name: "web shop", projectId: null },
  access: "read",
} as const;

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

  test("neither counts nor lists what somebody only looks at in its dialog, until they confirm it there", async () => {
    const opened = await hold(asker, "dashboard");
    const asked = await hold(asker);
    for (const actor of [owner, asker]) {
      const { items, counts } = await queue(actor);
      expect(items.map(({ id }) => id)).toEqual([asked]);
      expect(counts.waiting).toBe(1);
    }
    expect((await queue(asker, { view: "mine" })).items.map(({ id }) => id)).toEqual([asked]);
    expect((await view(opened, asker)).may).toMatchObject({ confirm: true, cancel: true });
    await confirm(opened, asker);
    expect((await queue(owner)).items.map(({ id }) => id)).toEqual([asked, opened]);
    expect((await queue(asker, { view: "mine" })).counts.mine).toBe(2);
    await spine.cancel(await hold(asker, "dashboard"), asker);
    await spine.cancel(opened, asker);
    expect((await queue(owner, { view: "decided" })).items.map(({ id }) => id)).toEqual([opened]);
  });

  test("lists at once what its asker cannot confirm, and what the world stopped after it was asked for", async () => {
    await spine.rule("project.delete", { consents: ["admin_approval"], cooldownMs: 0 });
    const forOthers = await hold(asker, "dashboard");
    const opened = await hold(asker);
    const { sql } = spine.platform.database;
    await sql`update operations set via = 'dashboard', held_at = created_at + interval '1 second' where id = ${opened}`;
    expect((await queue(owner)).items.map(({ id }) => id)).toEqual([opened, forOthers]);
  });

  test("lists at once what a dialog shows to one who only reads, who could confirm nothing there", async () => {
    await spine.rule("key.create", { level: "MEDIUM" });
    const read = { ...applied, name: "key.create", facts: async () => readFacts } as const;
    const answer = await spine.ask(read, {}, { ...asker, via: "dashboard" });
    expect(answer).toMatchObject({ outcome: "held", confirm: null });
    const { items, counts } = await queue(owner);
    expect(items).toMatchObject([{ command: "key.create", state: "held" }]);
    expect(counts.waiting).toBe(1);
  });

  test("counts for the only admin what they have to approve themselves, when its time has come", async () => {
    await spine.platform.database
      .sql`update users set disabled_at = now() where id in (${admin.id}, ${asker.id})`;
    const id = await holdCritical(owner);
    expect(await view(id, owner)).toMatchObject({
      isSoleAdmin: true,
      may: { confirm: true, approve: false },
    });
    const needs = (await view(id, owner)).needs;
    expect(needs.find(({ requirement }) => requirement === "admin_approval")?.how).toContain(
      "only one administrator",
    );
    for (const answerable of [1, 0, 1, 1]) {
      const { items, counts } = await queue(owner);
      expect(counts.waiting).toBe(answerable);
      expect(items.filter(({ may }) => may.confirm || may.approve)).toHaveLength(answerable);
      if (answerable === 0) await spine.later(id, "24 hours");
      else await confirm(id, owner);
    }
    expect((await view(id, owner)).waitsFor).toBe("approval");
  });

  test("does not count for the only admin what they may not approve yet, though they skipped the cooldown", async () => {
    await spine.platform.database
      .sql`update users set disabled_at = now() where id in (${admin.id}, ${asker.id})`;
    const id = await holdCritical(owner);
    await confirm(id, owner);
    await spine.breakGlass({ operationId: id, reason: "it burns" }, { ...owner, hasJustSignedIn: true });
    await confirm(id, owner);
    expect((await queue(owner)).counts.waiting).toBe(0);
    await spine.later(id, "24 hours");
    expect((await queue(owner)).counts.waiting).toBe(1);
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
