import { Writable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { rotateMasterKey } from "#lib/modules/secrets/rotate-master-key.ts";
import { handler } from "#lib/operations/handler.ts";
import { writeRule } from "#lib/operations/rule-store.ts";
import { runQueued } from "#lib/operations/run.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { clean, rememberSecret } from "#lib/platform/known-secrets.ts";
import { createLogger } from "#lib/platform/log.ts";
import { seal, unseal } from "#lib/platform/secrets/seal.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import { findHandler } from "#lib/worker/handlers.ts";

let ground: TestPlatform;
let owner: Actor;
beforeAll(async () => {
  ground = await testPlatform({ LOCKKEEPER_MASTER_KEY: "" });
  owner = await ground.person("owner");
  const { orm } = ground.platform.database;
  await writeRule(orm, { id: newId(), subject: "master-key.rotate", level: "LOW" });
});
afterAll(() => ground?.drop());

const token = "ghp_planted-Zq81xY7";
const key = [
  "-----BEGIN OPENSSH PRIVATE KEY-----",
  "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ",
  "c2hvcnQ",
  "-----END",
];

test("what a job opened is in no log, step, error, progress, event or audit row, whatever its programs print", async () => {
  const { platform } = ground;
  const place = `git_credentials:${newId()}:sealed_secret`;
  const sealed = [token, key.join("\n")].map((text) => seal(platform.masterKey, place, text));
  const chatty = handler(rotateMasterKey, async ({ log, progress, step }) => {
    for (const one of sealed) unseal(platform.masterKey, place, one);
    log(`fatal: unable to access 'https://git:${token}@example.org/': 403`);
    log(`Authorization: Basic ${Buffer.from(`git:${token}`).toString("base64")}`);
    for (const line of key) log(line);
    log("The last line.");
    progress(10, `pushing with ${token}`);
    await step("Push", async () => {
      throw new ProviderError("git", `The host refused ${encodeURIComponent(token)} of git:${token}`);
    });
  });
  const asked = await ground.run("master-key.rotate", {}, owner);
  if (asked.outcome !== "accepted") throw new Error(JSON.stringify(asked));
  const { id } = asked.operation;
  await runQueued(platform, () => chatty, id, "worker");

  const { sql } = platform.database;
  const rows = await sql<{ text: string }[]>`
    select o::text as text from operations o union all select l::text from operation_logs l
    union all select s::text from operation_steps s union all select e::text from events e
    union all select a.record::text from audit_log a`;
  const all = rows.map(({ text }) => text).join("\n");
  expect(all).toContain("fatal: unable to access 'https://git:[secret]@example.org/': 403");
  expect(all).toContain("The host refused [secret]");
  expect(all).toContain("The last line.");
  for (const planted of [token, key[1] ?? "", "c2hvcnQ", Buffer.from(token).toString("base64").slice(0, -4)])
    expect(all).not.toContain(planted);
});

test("who gives an id or a word of the product as a secret blacks out nothing that the log is asked by", async () => {
  for (const given of [owner.id, owner.name, "master-key.rotate", "operation.succeeded", "succeeded"])
    rememberSecret("test", `${given}`);
  const asked = await ground.run("master-key.rotate", {}, owner);
  if (asked.outcome !== "accepted") throw new Error(JSON.stringify(asked));
  await runQueued(ground.platform, findHandler, asked.operation.id, "worker");
  const rows = await ground.platform.database.sql`
    select what, actor_id, command, record::jsonb ->> 'state' as state, record::jsonb -> 'actor' ->> 'name' as name
    from audit_log where operation_id = ${asked.operation.id} order by id desc limit 1`;
  expect(rows).toEqual([
    {
      what: "operation.succeeded",
      actor_id: owner.id,
      command: "master-key.rotate",
      state: "succeeded",
      name: owner.name,
    },
  ]);
});

test("of a structure texts are cleaned, and what says which thing it is stays", () => {
  rememberSecret("test", "completed");
  rememberSecret("test", "external_directory");
  const told = {
    kind: "turn_finished",
    reason: "completed",
    callIds: ["completed"],
    permission: "external_directory",
  };
  expect(clean({ ...told, message: "it completed", patterns: ["/external_directory/*"] })).toEqual({
    ...told,
    message: "it [secret]",
    patterns: ["/[secret]/*"],
  });
  expect(clean({ reason: "for completed" })).toEqual({ reason: "for [secret]" });
});

test("the server's own log has none of it either, in messages, fields and errors", () => {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLogger({ logLevel: "info", mode: "test" }, destination);
  log.error(
    { err: new Error(`could not push with ${token}`), url: `https://x:${token}@h` },
    `again: ${token}`,
  );
  expect(lines.join("")).toContain("[secret]");
  expect(lines.join("")).not.toContain(token);
});
