import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { findCommand } from "#lib/commands.ts";
import type { CommandAnswer, HeldOperation } from "#lib/kernel/answer.ts";
import { newId } from "#lib/kernel/ids.ts";
import { listRulesInForce } from "#lib/operations/list-rules.ts";
import { runQuery } from "#lib/operations/query.ts";
import { removeRulesOver } from "#lib/operations/sweep-rules.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let product: TestPlatform;
let owner: Actor;
let admin: Actor;
let member: Actor;
let projectId: string;

beforeAll(async () => {
  product = await testPlatform();
  owner = await product.person("owner");
  admin = await product.person("admin");
  member = await product.person("member");
  projectId = newId();
  await product.platform.database
    .sql`insert into projects (id, slug, name, type, status, source, runtime, created_by)
    values (${projectId}, 'harbor', 'Harbor', 'other', 'running', '{"type":"empty"}', 'local', ${owner.id})`;
  await product.platform.database
    .sql`insert into workspaces (id, project_id, runtime, desired_state, observed_state, access_token)
    values (${newId()}, ${projectId}, 'local', 'running', 'running', 'token')`;
});
afterAll(() => product?.drop());
beforeEach(async () => {
  await product.platform.database.sql`delete from protection_rules`;
});

const raise = (input: object, actor = admin) => product.run("rule.raise", input, actor);
const relax = (input: object, actor = owner, reason = "because") =>
  product.run("rule.relax", input, actor, { reason });
const rules = (actor = owner, input: object = {}) =>
  runQuery(listRulesInForce(findCommand), input, {
    tx: product.platform.database.orm,
    actor,
    platform: product.platform,
    signal: new AbortController().signal,
  });
const ruleOf = async (subject: string, input: object = {}) =>
  (await rules(owner, input)).items.find((item) => item.subject === subject);
const refused = (type: string, details: object = {}) => ({
  outcome: "error",
  error: expect.objectContaining({ type, details: expect.objectContaining(details) }),
});

function heldIn(answer: CommandAnswer): HeldOperation {
  if (answer.outcome !== "held") throw new Error(`It is not held: ${JSON.stringify(answer)}`);
  return answer.operation;
}

/** Lets another admin and the owner consent to what is held, whatever it waits for, and says how it ended. */
async function consentTo(operation: HeldOperation): Promise<CommandAnswer> {
  const names = { operationId: operation.id, typedName: operation.target.name };
  const backdate = () => product.platform.database.sql`
    update consents set given_at = given_at - interval '3 days' where operation_id = ${operation.id}`;
  await product.run("operation.confirm", names, owner);
  await backdate();
  await product.platform.database.sql`update operations set not_before = now() where id = ${operation.id}`;
  await product.run("operation.approve", names, admin);
  return product.run("operation.confirm", names, owner);
}

test("an admin raises a level for a project: there it is held, elsewhere it is not", async () => {
  expect(await raise({ command: "task.create", projectId, level: "MEDIUM" })).toMatchObject({
    outcome: "done",
  });
  const held = await product.run("task.create", { projectId, title: "Paint" }, owner);
  expect(heldIn(held)).toMatchObject({
    level: "MEDIUM",
    raised: { from: "LOW", by: "a rule of this project" },
  });
  expect(await ruleOf("task.create", { projectId })).toMatchObject({
    own: { level: "LOW" },
    inForce: { level: "MEDIUM", consents: ["user_confirmation"] },
    rules: [{ project: { id: projectId, name: "Harbor" }, setBy: { name: "admin" }, isRelaxed: false }],
  });
  expect(await ruleOf("task.create")).toMatchObject({ inForce: { level: "LOW" }, rules: [] });
});

test("what would make it easier is no raise, and what would not is no relaxing", async () => {
  await raise({ command: "project.update", projectId, level: "HIGH" });
  const easier = refused("CONFLICT", { use: "rule.relax" });
  expect(await raise({ command: "project.update", projectId, level: "MEDIUM" })).toMatchObject(easier);
  expect(await raise({ command: "project.update", projectId, reset: true })).toMatchObject(easier);
  expect(await raise({ command: "project.delete", level: "MEDIUM" })).toMatchObject(easier);
  expect(await raise({ command: "HIGH", cooldownMs: 1000 })).toMatchObject(easier);
  expect(await relax({ command: "project.delete", level: "CRITICAL" })).toMatchObject(
    refused("CONFLICT", { use: "rule.raise" }),
  );
});

test("only an admin raises, and only an owner asks to relax; machines do neither", async () => {
  expect(await raise({ command: "project.stop", level: "HIGH" }, member)).toMatchObject(refused("FORBIDDEN"));
  expect(await relax({ command: "project.stop", level: "LOW" }, admin)).toMatchObject(refused("FORBIDDEN"));
  const key: Actor = { ...owner, kind: "service-key", id: newId(), scopes: ["read", "write"] };
  expect(await raise({ command: "project.stop", level: "HIGH" }, key)).toMatchObject(refused("FORBIDDEN"));
});

test("relaxing is CRITICAL itself: held until another admin approves, says what changes, then visible as relaxed", async () => {
  const asked = heldIn(await relax({ command: "project.delete", cooldownMs: 2000 }));
  expect(asked).toMatchObject({
    level: "CRITICAL",
    losses: [{ kind: "cooldown", name: "1 h → 2 s" }],
    target: { kind: "rule", name: "project.delete" },
  });
  expect(await ruleOf("project.delete")).toMatchObject({ inForce: { cooldownMs: 3_600_000 } });
  expect(await consentTo(asked)).toMatchObject({
    outcome: "done",
    result: { operation: { state: "succeeded" } },
  });
  expect(await ruleOf("project.delete")).toMatchObject({
    inForce: { cooldownMs: 2000 },
    rules: [{ isRelaxed: true, reason: "because" }],
  });
  expect((await rules()).relaxed).toBe(1);
  // Going back asks for more again, so it takes one admin and no wait.
  expect(await raise({ command: "project.delete", reset: true })).toMatchObject({ outcome: "done" });
  expect((await rules()).relaxed).toBe(0);
});

test("a relaxed rule with an end holds no more after it, by the database's clock", async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await consentTo(heldIn(await relax({ command: "project.stop", level: "LOW", until })));
  expect(await ruleOf("project.stop")).toMatchObject({ inForce: { level: "LOW" } });
  await product.platform.database.sql`update protection_rules set expires_at = now() - interval '1 second'`;
  expect(await ruleOf("project.stop")).toMatchObject({ inForce: { level: "MEDIUM" }, rules: [] });
  await removeRulesOver(product.platform);
  expect(await product.platform.database.sql`select from protection_rules`).toHaveLength(0);
});

test("an admin who raises what was relaxed for a time does not make the rest of it last for ever", async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await consentTo(heldIn(await relax({ command: "project.delete", level: "LOW", until })));
  const endsAt = async () => (await ruleOf("project.delete"))?.rules[0]?.expiresAt;
  for (const level of ["LOW", "MEDIUM"]) {
    expect(await raise({ command: "project.delete", level })).toMatchObject({ outcome: "done" });
    expect(await endsAt()).toBe(until);
  }
  expect(await raise({ command: "project.delete", level: "CRITICAL" })).toMatchObject({ outcome: "done" });
  expect(await endsAt()).toBeNull();
});

test("a raise is not relaxed for a time: with the end it would be gone as well", async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await raise({ command: "project.stop", projectId, level: "CRITICAL" });
  const eased = { command: "project.stop", projectId, level: "HIGH" };
  expect(await relax({ ...eased, until })).toMatchObject(refused("VALIDATION_ERROR", { field: "until" }));
  expect(await relax(eased)).toMatchObject({ outcome: "held" });
});

test("of raises made at once none is lost", async () => {
  await Promise.all([
    raise({ command: "task.create", projectId, level: "HIGH" }),
    raise({ command: "task.create", projectId, cooldownMs: 48 * 3_600_000 }),
    raise({ command: "task.create", projectId, consents: ["admin_approval"] }, owner),
  ]);
  const [rule] = (await ruleOf("task.create", { projectId }))?.rules ?? [];
  expect(rule).toMatchObject({ level: "HIGH", consents: ["admin_approval"], cooldownMs: 48 * 3_600_000 });
});

test("while a request to relax waits, a change of the same rule lapses its consents", async () => {
  const asked = heldIn(await relax({ command: "project.delete", cooldownMs: 2000 }));
  const names = { operationId: asked.id, typedName: "project.delete" };
  await product.run("operation.confirm", names, owner);
  await raise({ command: "project.delete", level: "CRITICAL" });
  const approved = await product.run("operation.approve", names, admin);
  expect(approved).toMatchObject({
    outcome: "done",
    result: {
      operation: { state: "held", needs: expect.arrayContaining([expect.objectContaining({ met: false })]) },
    },
  });
  const [row] = await product.platform.database
    .sql`select count(*)::int as open from consents where operation_id = ${asked.id} and lapsed_at is null`;
  expect(row).toMatchObject({ open: 0 });
});

test("the protection's own commands and answers that are shown once cannot be changed by a rule", async () => {
  for (const command of ["operation.confirm", "operation.approve", "rule.relax", "key.create"])
    expect(await raise({ command, level: "HIGH" }), command).toMatchObject(refused("CONFLICT"));
  expect(await ruleOf("operation.confirm")).toMatchObject({ isChangeable: false });
  expect(await raise({ command: "volume.explode", level: "HIGH" })).toMatchObject(
    refused("VALIDATION_ERROR"),
  );
  expect(await raise({ command: "project.stop" })).toMatchObject(refused("VALIDATION_ERROR"));
  expect(await raise({ command: "HIGH", level: "CRITICAL" })).toMatchObject(refused("VALIDATION_ERROR"));
});

test("the cooldown of a level is a rule of the installation, and CRITICAL never waits for less than HIGH", async () => {
  await raise({ command: "HIGH", cooldownMs: 48 * 3_600_000 });
  const { levels } = await rules();
  expect(levels).toMatchObject([
    { level: "HIGH", ownCooldownMs: 3_600_000, cooldownMs: 48 * 3_600_000 },
    { level: "CRITICAL", cooldownMs: 48 * 3_600_000 },
  ]);
});

test("a member and a stranger to a project read the rules of the installation, and not that project's", async () => {
  await raise({ command: "project.stop", projectId, level: "HIGH" });
  const seen = await rules(member, { projectId });
  expect(seen.items.find((item) => item.subject === "project.stop")).toMatchObject({ rules: [] });
});

test("each change of a rule stands in the audit log with before and after", async () => {
  await raise({ command: "project.stop", level: "HIGH" });
  const rows = await product.platform.database.sql<{ record: string }[]>`
    select record from audit_log where record like '%rule.raise%' order by id desc limit 1`;
  const record = JSON.parse(rows[0]?.record ?? "{}");
  expect(record).toMatchObject({ command: "rule.raise", after: { level: "HIGH" } });
});
