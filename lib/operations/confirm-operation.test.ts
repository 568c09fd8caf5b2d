import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CommandAnswer } from "#lib/kernel/answer.ts";
import { confirmed, cooled, looking, outsideLines } from "#lib/operations/fixtures/scripted-commands.ts";
import { type ScriptedPlatform, scriptedPlatform } from "#lib/operations/fixtures/scripted-platform.ts";
import { expireHeld } from "#lib/operations/sweep-held.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let spine: ScriptedPlatform;
let owner: Actor;
beforeAll(async () => {
  spine = await scriptedPlatform();
  owner = await spine.person("owner");
});
beforeEach(async () => {
  await spine.platform.database.sql`truncate outside`;
  await spine.platform.database
    .sql`update world set access = 'admin', fingerprint = 'as it was', seen = 'seen first'`;
});
afterAll(() => spine?.drop());

async function hold(command: Parameters<ScriptedPlatform["ask"]>[0], actor = owner) {
  const answer = await spine.ask(command, { steps: [{ name: "a" }] }, actor, { reason: "it is time" });
  if (answer.outcome !== "held") throw new Error(`It was not held: ${JSON.stringify(answer)}`);
  return { id: answer.operation.id, token: answer.confirm?.token ?? "" };
}
const isRefused = (type: string) =>
  expect.objectContaining({ outcome: "error", error: expect.objectContaining({ type }) });
const isDone = (state: string) =>
  expect.objectContaining({
    outcome: "done",
    result: expect.objectContaining({ operation: expect.objectContaining({ state }) }),
  });
const letPass = (id: string, time: string) =>
  spine.platform.database.sql.unsafe(`
    update consents set given_at = given_at - interval '${time}' where operation_id = '${id}';
    update operations set not_before = not_before - interval '${time}',
      expires_at = expires_at - interval '${time}' where id = '${id}';
    update confirm_tokens set expires_at = expires_at - interval '${time}' where operation_id = '${id}';`);

test("a token confirms once; then the work runs, once", async () => {
  const { id, token } = await hold(confirmed);
  expect(await spine.confirm({ token }, owner)).toEqual(isDone("queued"));
  expect(await spine.confirm({ token }, owner)).toEqual(isRefused("CONFLICT"));
  await spine.runNow(id);
  expect(await spine.row(id)).toMatchObject({ state: "succeeded" });
  expect(await outsideLines(spine.platform)).toEqual(["did a", "closed"]);
});

test("of 50 parallel confirmations exactly one counts, and the work runs once", async () => {
  const { id, token } = await hold(confirmed);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      spine.confirm(index % 2 === 0 ? { token } : { operationId: id }, owner),
    ),
  );
  expect(answers.filter((answer) => answer.outcome === "done")).toHaveLength(1);
  for (const answer of answers) {
    if (answer.outcome !== "done") expect(answer).toEqual(isRefused("CONFLICT"));
  }
  await Promise.all([spine.runNow(id, "one"), spine.runNow(id, "two"), spine.runNow(id, "three")]);
  expect(await outsideLines(spine.platform)).toEqual(["did a", "closed"]);
});

test("another person's token is refused; with one of their own they confirm", async () => {
  const other = await spine.person("owner");
  const { id, token } = await hold(confirmed);
  expect(await spine.confirm({ token }, other)).toEqual(isRefused("CONFLICT"));
  const issued = await spine.issueToken(id, other);
  const own =
    issued.outcome === "done" ? (issued.result as { confirm: { token: string } }).confirm.token : "";
  expect(await spine.confirm({ token: own }, other)).toEqual(isDone("queued"));
});

test("a confirm token stands in the answer and in no record", async () => {
  const other = await spine.person("admin");
  const { id } = await hold(confirmed);
  const issued = await spine.issueToken(id, other);
  if (issued.outcome !== "done") throw new Error("No token was issued.");
  const { confirm } = issued.result as { confirm: { token: string } };
  const kept = await spine.platform.database.sql<{ text: string }[]>`
    select o::text as text from operations o union all select i::text from idempotency_keys i
    union all select a::text from audit_log a`;
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.filter(({ text }) => text.includes(confirm.token))).toEqual([]);
});

test("a token lapses after ten minutes; the operation stays held and a new one can be asked for", async () => {
  const { id, token } = await hold(confirmed);
  await letPass(id, "10 minutes");
  expect(await spine.confirm({ token }, owner)).toEqual(isRefused("CONFLICT"));
  expect(await spine.row(id)).toMatchObject({ state: "held" });
  expect(await spine.issueToken(id, owner)).toMatchObject({ outcome: "done" });
});

test("machines never confirm, with a person's token or by the id; a CLI key may at MEDIUM with the scope", async () => {
  const { id, token } = await hold(confirmed);
  for (const kind of ["agent", "service-key"] as const) {
    const machine: Actor = { ...owner, kind, scopes: ["read", "write", "confirm"] };
    expect(await spine.confirm({ token }, machine)).toEqual(isRefused("FORBIDDEN"));
    expect(await spine.confirm({ operationId: id }, machine)).toEqual(isRefused("FORBIDDEN"));
  }
  const key: Actor = { ...owner, kind: "cli-key", id: "key", scopes: ["read", "write"] };
  expect(await spine.confirm({ token }, key)).toEqual(isRefused("FORBIDDEN"));
  expect(await spine.confirm({ token }, { ...key, scopes: ["read", "write", "confirm"] })).toEqual(
    isDone("queued"),
  );
});

test("HIGH: the name, the cooldown, a second confirmation, each in its turn", async () => {
  const { id } = await hold(cooled);
  const key: Actor = { ...owner, kind: "cli-key", id: "key", scopes: ["read", "write", "confirm"] };
  expect(await spine.confirm({ operationId: id, typedName: "web shop" }, key)).toEqual(
    isRefused("FORBIDDEN"),
  );
  for (const typedName of ["", "Web Shop", "web shop "])
    expect(await spine.confirm({ operationId: id, typedName }, owner)).toEqual(isRefused("VALIDATION_ERROR"));
  expect(await spine.confirm({ operationId: id, typedName: "web shop" }, owner)).toEqual(isDone("held"));
  expect(await spine.confirm({ operationId: id }, owner)).toEqual(isRefused("CONFLICT"));
  await letPass(id, "59 minutes");
  expect(await spine.confirm({ operationId: id }, owner)).toEqual(isRefused("CONFLICT"));
  await letPass(id, "1 minute");
  expect(await spine.confirm({ operationId: id }, owner)).toEqual(isDone("queued"));
  expect((await spine.row(id)).needs.every((need) => need.met)).toBe(true);
});

test("what changed before a consent lapses the consents, and shows what it is now", async () => {
  const { id } = await hold(cooled);
  await spine.confirm({ operationId: id, typedName: "web shop" }, owner);
  await letPass(id, "61 minutes");
  await spine.platform.database.sql`update world set fingerprint = 'unpushed work'`;
  expect(await spine.confirm({ operationId: id }, owner)).toEqual(isDone("held"));
  expect(await spine.row(id)).toMatchObject({ typedName: true, losses: [{ name: "unpushed work" }] });
});

test("what changed between the last consent and the work puts it back to held, its rows are told, and nothing is done", async () => {
  const { id, token } = await hold(confirmed);
  await spine.confirm({ token }, owner);
  await spine.platform.database.sql`update world set fingerprint = 'another'`;
  await spine.runNow(id);
  expect(await spine.row(id)).toMatchObject({ state: "held", losses: [{ name: "another" }] });
  expect(await outsideLines(spine.platform)).toEqual(["told: held again"]);
  const issued = await spine.issueToken(id, owner);
  const again =
    issued.outcome === "done" ? (issued.result as { confirm: { token: string } }).confirm.token : "";
  expect(await spine.confirm({ token: again }, owner)).toEqual(isDone("queued"));
});

const heldAgain = (name: string) => ({
  outcome: "done",
  result: {
    operation: {
      state: "held",
      losses: [{ name }],
      needs: [{ met: false, how: expect.stringContaining("has changed since it was confirmed") }],
    },
    confirm: { token: expect.any(String) },
  },
});

test("a confirmation looks at the outside anew: what is not as it was shown is asked about again, with a new token", async () => {
  const { id, token } = await hold(looking);
  await spine.platform.database.sql`update world set seen = 'seen later'`;
  const again = await spine.confirm({ token }, owner);
  expect(again).toMatchObject(heldAgain("seen later"));
  expect(await spine.row(id)).toMatchObject({ state: "held" });
  const result = again.outcome === "done" ? again.result : null;
  const { confirm } = result as { confirm: { token: string } };
  expect(await spine.confirm({ token: confirm.token }, owner)).toEqual(isDone("queued"));
  await spine.runNow(id);
  expect(await spine.row(id)).toMatchObject({ state: "succeeded" });
});

test("what changes outside between the last consent and the work puts it back to held and says why", async () => {
  const { id, token } = await hold(looking);
  expect(await spine.confirm({ token }, owner)).toEqual(isDone("queued"));
  await spine.platform.database.sql`update world set seen = 'seen later'`;
  await spine.runNow(id);
  expect(await spine.row(id)).toMatchObject(heldAgain("seen later").result.operation);
  expect(await outsideLines(spine.platform)).toEqual(["told: held again"]);
});

test("what an earlier attempt has begun goes on, though that changed what the consent rested on", async () => {
  const steps = [{ name: "a" }, { name: "b", act: "fail-once" }];
  const held = await spine.ask(confirmed, { steps }, owner);
  if (held.outcome !== "held") throw new Error(`It was ${held.outcome}.`);
  const { id } = held.operation;
  await spine.confirm({ token: held.confirm?.token }, owner);
  await spine.runNow(id);
  expect(await spine.row(id)).toMatchObject({ state: "queued", attempt: 1 });
  await spine.platform.database.sql`update world set fingerprint = 'a is done'`;
  await spine.runNow(id);
  expect(await spine.row(id)).toMatchObject({ state: "succeeded", attempt: 2 });
});

test("who asks for a token is shown what would go now", async () => {
  const { id } = await hold(looking);
  await spine.platform.database.sql`update world set seen = 'seen later'`;
  const issued = await spine.issueToken(id, owner);
  expect(issued).toMatchObject({
    outcome: "done",
    result: { operation: { losses: [{ name: "seen later" }] } },
  });
  const { confirm } = (issued.outcome === "done" ? issued.result : null) as { confirm: { token: string } };
  expect(await spine.confirm({ token: confirm.token }, owner)).toEqual(isDone("queued"));
});

test("one that cannot be expired keeps no other from it", async () => {
  const [broken, sound] = [await hold(confirmed), await hold(confirmed)];
  for (const { id } of [broken, sound]) await letPass(id, "9 days");
  await spine.platform.database.sql`update operations set actor = '{}' where id = ${broken.id}`;
  await expireHeld(spine.platform);
  expect(await spine.row(sound.id)).toMatchObject({ state: "expired" });
  await spine.platform.database.sql`delete from operations where id = ${broken.id}`;
});

test("a token given before somebody else was shown that it changed confirms nothing any more", async () => {
  const { id, token } = await hold(looking);
  await spine.platform.database.sql`update world set seen = 'seen later'`;
  await spine.issueToken(id, await spine.person("admin"));
  expect(await spine.confirm({ token }, owner)).toEqual(isRefused("CONFLICT"));
  expect(await spine.row(id)).toMatchObject({ state: "held" });
});

test("what an older version wrote and this one cannot read ends as failed, and the confirmation says so", async () => {
  for (const confirms of [true, false]) {
    const { id, token } = await hold(confirmed);
    await spine.platform.database.sql`
      update operations set input = '{"steps": "none"}', sealed_input = null where id = ${id}`;
    const answer = confirms ? await spine.confirm({ token }, owner) : await spine.issueToken(id, owner);
    expect(answer).toEqual(isRefused("CONFLICT"));
    expect(answer).toMatchObject({ error: { message: expect.stringContaining("Ask for it again.") } });
    expect(await spine.row(id)).toMatchObject({ state: "failed", error: { type: "CONFLICT" } });
  }
});

test("an asker who lost the right ends it as denied, and who lost sight of it too", async () => {
  for (const access of ["read", "none"]) {
    const { id, token } = await hold(confirmed);
    await spine.platform.database.sql`update world set access = ${access}`;
    expect(await spine.confirm({ token }, owner)).toEqual(isDone("denied"));
    expect(await spine.row(id)).toMatchObject({ state: "denied" });
    await spine.platform.database.sql`update world set access = 'admin'`;
  }
});

test("an asker whose account was closed asks for nothing any more", async () => {
  const asker = await spine.person("owner");
  const { id } = await hold(confirmed, asker);
  await spine.platform.database.sql`update users set disabled_at = now() where id = ${asker.id}`;
  const issued = await spine.issueToken(id, owner);
  const token =
    issued.outcome === "done" ? (issued.result as { confirm: { token: string } }).confirm.token : "";
  expect(await spine.confirm({ token }, owner)).toEqual(isDone("denied"));
});

test("after seven days it can no longer be confirmed and is ended as expired", async () => {
  const { id } = await hold(confirmed);
  await letPass(id, "169 hours");
  expect(await spine.confirm({ operationId: id }, owner)).toEqual(isRefused("CONFLICT"));
  expect(await expireHeld(spine.platform)).toBeGreaterThanOrEqual(1);
  expect(await spine.row(id)).toMatchObject({ state: "expired" });
});

test("a stranger finds neither the operation nor its tokens", async () => {
  const { id, token } = await hold(confirmed);
  const stranger = await spine.person("member");
  for (const answer of [
    await spine.confirm({ token }, stranger),
    await spine.confirm({ operationId: id }, stranger),
    await spine.issueToken(id, stranger),
    await spine.cancel(id, stranger),
  ])
    expect(answer satisfies CommandAnswer).toEqual(isRefused("NOT_FOUND"));
});

test("confirm and cancel at the same instant leave one history", async () => {
  for (let round = 0; round < 10; round++) {
    const { id, token } = await hold(confirmed);
    const [first, second] = await Promise.all([spine.confirm({ token }, owner), spine.cancel(id, owner)]);
    const { state } = await spine.row(id);
    expect(second.outcome).toBe("done");
    expect(state).toBe("cancelled");
    expect(first.outcome === "done" || (first.outcome === "error" && first.error.type === "CONFLICT")).toBe(
      true,
    );
    await spine.runNow(id);
    expect(await outsideLines(spine.platform)).not.toContain("did a");
  }
});
