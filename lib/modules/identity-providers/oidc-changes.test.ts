import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startOidcIssuer } from "#e2e/fixtures/oidc-issuer.ts";
import { newId } from "#lib/kernel/ids.ts";
import { type OidcGround, oidcGround } from "#lib/modules/identity-providers/testing-oidc.ts";
import { createSession } from "#lib/platform/auth/store.ts";
import { testSession } from "#lib/platform/auth/testing.ts";

let ground: OidcGround;
beforeAll(async () => {
  ground = await oidcGround();
});
afterAll(() => ground?.close());
beforeEach(() => ground.reset());

/** A project, and the mapping that lets a group work in it. */
async function projectOfGroup(group: string) {
  const projectId = newId();
  await ground.sql`insert into projects (id, slug, name, type, status, source, runtime, created_by)
    values (${projectId}, ${projectId}, 'Shop', 'other', 'stopped', '{"type":"empty"}', 'local', ${ground.owner.id})`;
  return { projectId, groupRoles: [{ group, projectId, access: "write" as const }] };
}

test.each([
  ["its groups give less", { groupRoles: [] }],
  ["they are read from another claim", { groupClaim: "roles" }],
  ["it lets others in", { allowed: { emailDomains: ["example.org", "example.com"] } }],
  ["it is turned off", { isEnabled: false }],
])("what its groups gave is taken back once %s, also from who signs in another way", async (_, changed) => {
  await ground.sql`delete from users where email = 'rio@example.org'`;
  ground.account("rio", { groups: ["operators"] });
  const { projectId, groupRoles } = await projectOfGroup("operators");
  await ground.change({ groupRoles });
  const at = ground.browser();
  await ground.signIn("rio", at);
  const { id } = (await ground.whoIs(at)) ?? {};
  const elsewhere = ground.browser();
  elsewhere.cookies.set(
    "lockkeeper_session",
    await createSession(ground.spine.platform.database.orm, id ?? "", testSession),
  );
  const isMember = async () => {
    const rows = await ground.sql`select 1 from project_members
      where user_id = ${id ?? ""} and project_id = ${projectId} and given_by = 'company'`;
    return rows.length === 1;
  };
  expect(await isMember()).toBe(true);
  await ground.change({ groupRoles, name: "Another name" });
  expect([(await ground.whoIs(at))?.id, await isMember()]).toEqual([id, true]);
  await ground.change(changed);
  expect([await ground.whoIs(at), (await ground.whoIs(elsewhere))?.id, await isMember()]).toEqual([
    null,
    id,
    false,
  ]);
});

test("at another address the same numbers are other people: the accounts are forgotten", async () => {
  ground.account("pia", { groups: ["operators"] });
  await ground.change({ groupRoles: (await projectOfGroup("operators")).groupRoles });
  await ground.signIn("pia");
  const given = () => ground.sql`select 1 from project_members where given_by = 'company'`;
  expect(await given()).not.toHaveLength(0);
  const other = await startOidcIssuer({ pia: { name: "Another Pia", email: "another@example.org" } });
  try {
    const moved = { providerId: "company", issuer: other.url };
    expect(await ground.spine.run("identity-provider.configure", moved, ground.owner)).toMatchObject({
      outcome: "error",
    });
    const answer = await ground.spine.run(
      "identity-provider.configure",
      { ...moved, clientSecret: ground.issuer.clientSecret },
      ground.owner,
    );
    expect(answer).toMatchObject({ outcome: "held" });
    if (answer.outcome !== "held" || !answer.confirm) throw new Error("It was not held.");
    expect(await ground.sql`select 1 from accounts`).toHaveLength(1);
    const { operation, confirm } = answer;
    const token = { operationId: operation.id, confirmToken: confirm.token };
    expect(await ground.spine.run("operation.confirm", token, ground.owner)).toMatchObject({
      outcome: "done",
    });
    expect(await ground.sql`select 1 from accounts`).toHaveLength(0);
    expect(await given()).toHaveLength(0);
  } finally {
    await other.close();
  }
});
