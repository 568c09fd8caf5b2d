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
