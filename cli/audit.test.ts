import { afterAll, beforeAll, expect, test } from "vitest";
import { type Machine, newMachine } from "#cli/fixtures/run-cli.ts";
import { type ServedDoor, serveDoor } from "#cli/fixtures/served-door.ts";
import { sealAudit } from "#lib/platform/audit/seal.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let served: ServedDoor;
let ada: Actor;
let machine: Machine;

beforeAll(async () => {
  served = await serveDoor();
  ada = await served.door.spine.person("owner", "Ada Lovelace");
  machine = await newMachine();
  await machine.login(served.address, await served.door.keyOf(ada));
});
afterAll(async () => {
  await machine.drop();
  await served.drop();
});

test("audit verify ends with 0 while the log is whole, and with 1 once a row was changed", async () => {
  const { platform, run } = served.door.spine;
  await run("project.create", { name: "Harbor", source: { type: "empty" } }, ada);
  await sealAudit(platform);
  const whole = await machine.run(["audit", "verify"]);
  expect(whole).toMatchObject({ code: 0, stdout: expect.stringContaining("is whole: 1 rows hold") });
  await platform.database.sql`update audit_log set at = at + interval '1 hour'`;
  const broken = await machine.run(["audit", "verify"]);
  expect(broken.code).toBe(1);
  expect(broken.stdout).toMatch(/broken at row \d+: it was changed/);
  const json = await machine.run(["audit", "verify", "--json"]);
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ isWhole: false, why: "changed" });
});

test("what is held stands in the queue; approving takes a signed-in person, and the link says where", async () => {
  const { id: projectId } = await served.door.makeProject(ada);
  const member = await served.door.spine.person("admin", "Grace Hopper");
  const byApi = { ...member, via: "api" } as const;
  const asked = await served.door.spine.run("project.delete", { projectId }, byApi, { reason: "a test" });
  const id = asked.outcome === "held" ? asked.operation.id : "";
  const queue = await machine.run(["approvals", "list"]);
  expect(queue.stdout).toMatch(new RegExp(`project\\.delete .*HIGH .*${id}`));
  const refused = await machine.run(["ops", "approve", id]);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toMatch(
    new RegExp(`signed-in person answers it at ${served.address}/approvals/${id}`),
  );
  const shown = await machine.run(["ops", "show", id]);
  expect(shown.stderr).toMatch(new RegExp(`${served.address}/approvals/${id}`));
});
