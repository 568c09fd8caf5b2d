import { afterAll, beforeAll, expect, test } from "vitest";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { followEvents } from "#lib/http/events.ts";
import { acceptedOf, type ProjectGround, projectGround } from "#lib/modules/projects/test-projects.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import { type EventHub, lastEventId, openEventHub } from "#lib/platform/events/hub.ts";

let ground: ProjectGround;
let hub: EventHub;
beforeAll(async () => {
  ground = await projectGround();
  hub = await openEventHub(ground.platform.database, ground.platform.log);
});
afterAll(async () => {
  await hub?.close();
  await ground?.drop();
});

/** What a person who comes back behind `after` hears of a subject until `test.end`. */
async function hear(actor: Actor, subjectId: string, after: number): Promise<string[]> {
  const signal = AbortSignal.timeout(30_000);
  const follower = { actor, topics: null, after, signal, recheck: async () => actor };
  const heard: string[] = [];
  for await (const { data } of followEvents(ground.platform, hub, follower)) {
    const { id, name } = data as { id?: string; name?: string };
    if (name === "test.end") break;
    if (id === subjectId) heard.push(name ?? "");
  }
  return heard;
}

test("everybody who saw a project hears that it is gone, its members too, and nobody else", async () => {
  const owner = await ground.person("owner");
  const [member, stranger] = [await ground.person("member"), await ground.person("member")];
  const source = { type: "empty" };
  const { projectId, operationId } = acceptedOf(
    await ground.run("project.create", { name: "Short", source }, owner),
  );
  await ground.run("operation.cancel", { operationId }, owner);
  const { database } = ground.platform;
  await database.orm.insert(projectMembers).values({ projectId, userId: member.id, access: "read" });

  const before = await lastEventId(database.orm);
  await ground.startWorker();
  const discard = acceptedOf(await ground.run("project.discard", { projectId }, owner));
  expect(await ground.ended(discard.operationId, owner)).toMatchObject({ state: "succeeded" });
  await transact(database, async (tx) => {
    publish(tx, { topic: "tests", name: "test.end", subjectId: null, projectId: null });
  });
  const ofProject = (actor: Actor) => hear(actor, projectId, before);
  expect(await ofProject(member)).toEqual(["project.deleted"]);
  expect(await ofProject(owner)).toEqual(["project.updated", "project.deleted"]);
  expect(await ofProject(stranger)).toEqual([]);
  expect(await hear(member, discard.operationId, before)).toEqual(["operation.succeeded"]);
  expect(await hear(stranger, discard.operationId, before)).toEqual([]);
});
