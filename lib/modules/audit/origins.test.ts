import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { byKey, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { memberOf } from "#lib/http/fixtures/test-world.ts";
import { peerHeader } from "#lib/http/peer-address.ts";
import { AccessPage, AuditPage } from "#lib/modules/audit/schema.ts";
import { flushAccesses } from "#lib/platform/audit/access-log.ts";
import { sealAudit } from "#lib/platform/audit/seal.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

/** From which address and by which browser somebody came is nothing for those who share a project with them. */

let door: TestDoor;
let owner: Actor;
let admin: Actor;
let writer: Actor;
let reader: Actor;
let projectId: string;

const ofWriter = { [peerHeader]: "203.0.113.7", "user-agent": "Writer's browser" };

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner");
  admin = await door.spine.person("admin");
  ({ id: projectId } = await door.makeProject(owner));
  writer = await memberOf(door, projectId, "write");
  reader = await memberOf(door, projectId, "read");
  const key = await door.keyOf(writer);
  const made = await door.call(
    `/api/projects/${projectId}/tasks`,
    byKey(key, post(JSON.stringify({ title: "Cart" }), ofWriter)),
  );
  expect(made.status, await made.text()).toBe(201);
  await door.call(`/api/projects/${projectId}`, byKey(key, { headers: ofWriter }));
  await flushAccesses(door.spine.platform);
  await sealAudit(door.spine.platform);
});
afterAll(() => door?.drop());

type More = Parameters<TestDoor["keyOf"]>[1];
const ask = async (actor: Actor, path: string, more: More = {}) =>
  await door.call(path, byKey(await door.keyOf(actor, more)));

async function entryFor(actor: Actor, more: More = {}) {
  const query = `command=task.create&projectId=${projectId}`;
  const page = AuditPage.parse(await (await ask(actor, `/api/audit?${query}`, more)).json());
  return page.items.map(({ ip, userAgent }) => [ip, userAgent]);
}
const shown = [["203.0.113.7", "Writer's browser"]];
const hidden = [[null, null]];

test("owners, admins and who did it read from where it was done; others of the project read all but that", async () => {
  for (const actor of [owner, admin, writer]) expect(await entryFor(actor), actor.name).toEqual(shown);
  expect(await entryFor(reader)).toEqual(hidden);
});

test("a bound key, an agent and a service read nothing of it, whoever stands behind them", async () => {
  for (const actor of [owner, writer]) {
    expect(await entryFor(actor, { projectId })).toEqual(hidden);
    for (const kind of ["agent", "service"] as const) expect(await entryFor(actor, { kind })).toEqual(hidden);
  }
});

test("the reads of keys tell their address to the same people", async () => {
  const ipsFor = async (actor: Actor) => {
    const path = `/api/audit/accesses?personId=${writer.id}&verb=project.read`;
    const page = AccessPage.parse(await (await ask(actor, path)).json());
    return page.items.map(({ ip }) => ip);
  };
  for (const actor of [owner, admin, writer]) expect(await ipsFor(actor)).toEqual(["203.0.113.7"]);
  expect(await ipsFor(reader)).toEqual([null]);
});

test("an export leaves it out as well, with the seal that covers it, and keeps both for who may read it", async () => {
  const Line = z.object({ record: z.string(), seal: z.string().nullable() });
  const lineFor = async (actor: Actor) => {
    const path = "/api/audit/export?format=jsonl&command=task.create";
    return Line.parse(JSON.parse(await (await ask(actor, path)).text()));
  };
  const [whole, rest] = [await lineFor(owner), await lineFor(reader)];
  expect(JSON.parse(whole.record)).toMatchObject({ ip: "203.0.113.7", userAgent: "Writer's browser" });
  expect(whole.seal).toMatch(/^[0-9a-f]{64}$/);
  const { ip: _, userAgent: __, ...others } = JSON.parse(whole.record);
  expect([JSON.parse(rest.record), rest.seal]).toEqual([others, null]);
  const csvFor = async (actor: Actor) => (await ask(actor, "/api/audit/export?format=csv")).text();
  expect(await csvFor(owner)).toContain("203.0.113.7");
  const csv = await csvFor(reader);
  expect(csv).toContain("task.create");
  expect(csv).not.toMatch(/203\.0\.113\.7|Writer's browser/);
});
