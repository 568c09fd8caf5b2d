import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { notices } from "#drizzle/schema/notifications.ts";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { forgetOld } from "#lib/modules/notifications/forget-old.ts";
import { listNotices } from "#lib/modules/notifications/list-notices.ts";
import { type TestNotices, testNotices } from "#lib/modules/notifications/testing.ts";
import { runQuery } from "#lib/operations/query.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let told: TestNotices;
let operationId: string;
beforeAll(async () => {
  told = await testNotices();
  operationId = await told.askToDelete();
  await told.tellAll();
});
afterAll(() => told?.drop());

const list = (actor: Actor, input: object = {}) => {
  const { platform } = told;
  const context = { tx: platform.database.orm, actor, platform, signal: new AbortController().signal };
  return runQuery(listNotices, input, context);
};

test("what waits is listed with who asks, what for, and what the reader can give it", async () => {
  const page = await list(told.people.writer);
  expect(page).toMatchObject({
    unread: 1,
    nextCursor: null,
    waiting: [
      {
        kind: "held",
        readAt: null,
        waitsFor: "confirmation",
        operation: {
          id: operationId,
          command: "project.delete",
          level: "HIGH",
          target: { name: "harbor-api" },
          asker: { kind: "agent", name: "deploy-agent" },
          onBehalfOf: { name: "Olivia" },
          reason: "It is not used.",
        },
      },
    ],
  });
  expect(page.items).toHaveLength(1);
});

test("a key that is bound to another project, and who lost sight of the project, read nothing of it", async () => {
  const { writer, reader } = told.people;
  const elsewhere: Actor = { ...writer, kind: "cli-key", scopes: ["read"], projectId: operationId };
  expect(await list(elsewhere)).toMatchObject({ items: [], waiting: [], unread: 0 });
  expect(await list(reader)).toMatchObject({ items: [], waiting: [], unread: 0 });
  const { orm } = told.platform.database;
  const memberships = await orm.delete(projectMembers).returning();
  expect(await list(writer)).toMatchObject({ items: [], waiting: [], unread: 0 });
  await orm.insert(projectMembers).values(memberships);
});

test("who asked for something reads nothing of it once they lost sight of its project", async () => {
  const { writer } = told.people;
  const { orm } = told.platform.database;
  const memberships = await orm.select().from(projectMembers);
  await orm.update(projectMembers).set({ access: "admin" }).where(eq(projectMembers.userId, writer.id));
  const asked = await told.askToDelete(writer);
  await told.tellAll();
  await told.run("operation.reject", { operationId: asked, reason: "It is used." }, told.people.owner);
  await told.tellAll();
  const idsSeen = async () => (await list(writer)).items.map(({ operation }) => operation.id);
  expect(await idsSeen()).toContain(asked);
  await orm.delete(projectMembers);
  expect(await idsSeen()).toEqual([]);
  await orm.insert(projectMembers).values(memberships);
  await orm.delete(notices).where(eq(notices.operationId, asked));
});

test("a list goes on behind its cursor", async () => {
  const second = await told.askToDelete();
  await told.tellAll();
  const first = await list(told.people.admin, { limit: 1 });
  expect(first.items.map(({ operation }) => operation.id)).toEqual([second]);
  const rest = await list(told.people.admin, { limit: 1, cursor: first.nextCursor });
  expect(rest.items.map(({ operation }) => operation.id)).toEqual([operationId]);
  expect(rest.nextCursor).toBeNull();
  expect(rest.waiting).toHaveLength(2);
});

test("reading marks one's own notices alone, and what waits goes on waiting", async () => {
  const { writer, owner } = told.people;
  const others = (await list(owner)).items.map(({ id }) => id);
  await told.run("notice.read", { ids: others }, writer);
  expect(await list(owner)).toMatchObject({ unread: 2 });
  await told.run("notice.read", { all: true }, writer);
  const page = await list(writer);
  expect(page.unread).toBe(0);
  expect(page.waiting).toHaveLength(2);
  expect(await told.run("notice.read", {}, writer)).toMatchObject({
    outcome: "error",
    error: { status: 400 },
  });
});

test("notices are forgotten when they are older than the settings keep them, and no earlier", async () => {
  const { sql } = told.platform.database;
  await told.askToDelete();
  await told.tellAll();
  const count = async () => Number((await sql`select count(*) from notices`)[0]?.count);
  const before = await count();
  expect(before).toBeGreaterThan(0);
  await sql`update notices set created_at = now() - interval '5 days'`;
  await forgetOld(told.platform);
  expect(await count()).toBe(before);
  const held = await told.run("setting.update", { key: "retention", noticesDays: 4 }, told.people.owner);
  const token = held.outcome === "held" ? held.confirm?.token : undefined;
  expect((await told.run("operation.confirm", { token }, told.people.owner)).outcome).toBe("done");
  await forgetOld(told.platform);
  expect(await count()).toBe(0);
});
