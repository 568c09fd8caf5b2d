import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { insertNotices } from "#lib/modules/notifications/store.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { withoutSecrets } from "#lib/platform/known-secrets.ts";
import { knowStoredSecrets } from "#lib/platform/secrets/keep-secrets-known.ts";
import { placeIn } from "#lib/platform/secrets/places.ts";
import { sealRecord } from "#lib/platform/secrets/seal.ts";

let spine: TestPlatform;
beforeAll(async () => {
  spine = await testPlatform();
});
afterAll(() => spine?.drop());

test("nobody takes words out of what others read by giving them as a secret to what they may not do", async () => {
  const member = await spine.person("member");
  const words = `ordinary-${newId()}`;
  const input = { key: "github", githubToken: words };
  expect(await spine.run("setting.update", input, member)).toMatchObject({ error: { type: "FORBIDDEN" } });
  expect(withoutSecrets(words)).toBe(words);
});

test("somebody's id, given as a secret, keeps no notice from them", async () => {
  const [admin, other] = [await spine.person("admin"), await spine.person("admin")];
  const { orm, sql } = spine.platform.database;
  await spine.run("setting.update", { key: "github", githubToken: other.id }, admin);
  const [operation] = await sql`select id from operations limit 1`;
  const row = {
    id: newId(),
    userId: other.id,
    eventId: 1,
    kind: "asked",
    operationId: String(operation?.id),
  };
  await insertNotices(orm, [row]);
  expect(await sql`select kind from notices where user_id = ${other.id}`).toEqual([{ kind: "asked" }]);
});

test("who gives their own id as a secret still stands in the audit log by it", async () => {
  const admin = await spine.person("admin");
  const { sql } = spine.platform.database;
  for (const githubToken of [admin.id, "me.update", "succeeded"])
    expect((await spine.run("setting.update", { key: "github", githubToken }, admin)).outcome).not.toBe(
      "error",
    );
  expect((await spine.run("me.update", { name: `I ${admin.id}` }, admin)).outcome).toBe("done");
  const [row] = await sql`select record from audit_log order by sequence desc limit 1`;
  expect(JSON.parse(String(row?.record))).toMatchObject({
    what: "operation.succeeded",
    command: "me.update",
    actor: { kind: "person", id: admin.id },
    target: { kind: "person", id: admin.id, name: expect.any(String) },
  });
});

async function projectOf(owner: Actor): Promise<string> {
  const id = newId();
  const { sql } = spine.platform.database;
  await sql`insert into projects (id, slug, name, type, status, source, runtime, created_by)
    values (${id}, ${id}, 'Tokens', 'git', 'running', '{"type":"empty"}', 'local', ${owner.id})`;
  await sql`insert into project_members (project_id, user_id, access) values (${id}, ${owner.id}, 'admin')`;
  await sql`insert into workspaces (id, project_id, runtime, desired_state, observed_state, access_token)
    values (${newId()}, ${id}, 'local', 'running', 'running', 'token')`;
  return id;
}

const setToken = async (actor: Actor, projectId: string, index: number, token: string) => {
  const input = { projectId, host: `https://git.example.org/repository-${index}`, username: "", token };
  expect(await spine.run("git-access.set-token", input, actor)).toMatchObject({ outcome: "done" });
};

test("who sets tokens without end pushes no secret of the installation, or of another project, out of what is known", async () => {
  const [admin, other, member] = [
    await spine.person("admin"),
    await spine.person("member"),
    await spine.person("member"),
  ];
  const [ofInstallation, ofOther] = [`ghp_${newId()}`, `glpat-${newId()}`];
  await spine.run("setting.update", { key: "github", githubToken: ofInstallation }, admin);
  await setToken(other, await projectOf(other), 0, ofOther);
  const own: string[] = [];
  for (let project = 0; project < 3; project++) {
    const projectId = await projectOf(member);
    for (let index = 0; index < 100; index++) {
      own.push(`glpat-${newId()}-${index}`);
      await setToken(member, projectId, index, own.at(-1) ?? "");
    }
    const one = {
      projectId,
      host: "https://git.example.org/one-more",
      username: "",
      token: "glpat-one-more",
    };
    expect(await spine.run("git-access.set-token", one, member)).toMatchObject({
      error: { type: "CONFLICT" },
    });
  }
  expect(withoutSecrets(`${ofInstallation} ${ofOther}`)).toBe("[secret] [secret]");
  // Nor what they have stored themselves.
  expect(withoutSecrets(own.join(" "))).toBe(own.map(() => "[secret]").join(" "));
});

test("what another process was given, and nobody has opened here, is known once this one has looked through what is stored", async () => {
  const { database, masterKey } = spine.platform;
  const owner = await spine.person("member");
  const projectId = await projectOf(owner);
  const [password, token, sealedElsewhere] = [`smtp-${newId()}`, `glpat-${newId()}`, `ghp_${newId()}`];
  const row = { key: "mail", field: "smtpPassword", origin: "dashboard" };
  await database.sql`insert into setting_secrets (key, field, origin, sealed)
    values ('mail', 'smtpPassword', 'dashboard', ${sealRecord(masterKey, placeIn("setting_secrets", row), password)})`;
  const ids = [newId(), newId()] as const;
  const sealed = [
    sealRecord(masterKey, placeIn("git_credentials", { id: ids[0] }), token),
    // Copied from another row: it opens for nobody, and keeps no other one from being known.
    sealRecord(masterKey, placeIn("git_credentials", { id: newId() }), sealedElsewhere),
  ] as const;
  for (const at of [1, 0] as const)
    await database.sql`insert into git_credentials (id, project_id, kind, host, sealed_secret, hint)
      values (${ids[at]}, ${projectId}, 'token', ${`https://example.org/${at}`}, ${sealed[at]}, '')`;
  const said = `${password} ${token} ${sealedElsewhere}`;
  expect(withoutSecrets(said)).toBe(said);
  await knowStoredSecrets(database.orm, masterKey);
  expect(withoutSecrets(said)).toBe(`[secret] [secret] ${sealedElsewhere}`);
});
