import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GithubAccounts, startGithubAccounts } from "#e2e/fixtures/github-accounts.ts";
import { awayHours, recheckAccounts } from "#lib/modules/identity-providers/recheck-accounts.ts";
import {
  continueAs,
  type TestBrowser,
  testAddress,
  testBrowser,
} from "#lib/modules/identity-providers/testing.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";

let spine: TestPlatform;
let github: GithubAccounts;
let owner: Actor;

const sql = () => spine.platform.database.sql;
const names = ["ada", "bob", "cleo", "dan", "eve", "fay"];

beforeAll(async () => {
  process.env.NEXTAUTH_URL = testAddress;
  spine = await testPlatform({ LOCKKEEPER_URL: testAddress });
  github = await startGithubAccounts({
    callbackUrl: `${testAddress}/api/auth/callback/github`,
    users: names.map((login) => ({ login, name: `${login} Example`, email: `${login}@example.org` })),
    organisation: { login: "acme", members: ["ada", "bob", "cleo", "dan", "eve"] },
  });
  owner = await spine.person("owner", "Olivia");
});
afterAll(async () => {
  await github?.close();
  await spine?.drop();
});
beforeEach(async () => {
  github.trouble = "none";
  github.hidden = null;
  await sql()`delete from identity_providers`;
  await sql()`delete from accounts`;
  await sql()`delete from users where email like '%@example.org' and name like '% Example'`;
  await change({
    ...{ kind: "github", issuer: github.url },
    ...{ clientId: github.clientId, clientSecret: github.clientSecret },
    ...{ newPeople: "member", allowed: { organisations: ["Acme"] } },
  });
});

async function change(input: Record<string, unknown>): Promise<void> {
  const answer = await spine.run("identity-provider.configure", { providerId: "github", ...input }, owner);
  expect(answer.outcome, JSON.stringify(answer)).toBe("done");
}

async function signIn(login: string, at = testBrowser(spine.platform)): Promise<string> {
  return await at.comeBack(await continueAs(await at.leave("github"), login));
}

async function signedIn(login: string): Promise<TestBrowser> {
  const at = testBrowser(spine.platform);
  expect(await signIn(login, at)).toBe("/projects");
  return at;
}

const whoIs = (at: TestBrowser) =>
  actorFromRequest(spine.platform, {
    cookie: `lockkeeper_session=${at.cookies.get("lockkeeper_session")}`,
    via: "dashboard",
  });

const refused = (code: string) => `/sign-in?refused=${code}&provider=github`;

async function happened(what: string) {
  const rows = await sql()`select record from audit_log order by sequence desc limit 20`;
  return rows.map(({ record }) => JSON.parse(record)).find((record) => record.what === what);
}

const look = () => recheckAccounts(spine.platform, new AbortController().signal);
const pass = (hours: number) =>
  sql()`update accounts set checked_at = checked_at - make_interval(hours => ${hours})`;

test("a member of the organisation comes in, with what GitHub calls verified, and the token is nowhere in clear", async () => {
  const at = await signedIn("ada");
  expect(await whoIs(at)).toMatchObject({ name: "ada Example", role: "member" });
  const [row] = await sql()`select login, email, sealed_token from accounts`;
  expect(row).toMatchObject({
    login: "ada",
    email: "ada@example.org",
    sealed_token: expect.stringMatching(/^v1\./),
  });
  const [all] =
    await sql()`select (select json_agg(a)::text from accounts a) || (select json_agg(i)::text from identity_providers i)
    || (select json_agg(o)::text from operations o) || (select json_agg(l)::text from audit_log l) as text`;
  expect(all?.text).not.toContain("gho_");
  expect(all?.text).not.toContain(github.clientSecret);
});

test("who is no member is refused, and who is on the list of users comes in all the same", async () => {
  expect(await signIn("fay")).toBe(refused("not_in_organisation"));
  await change({ allowed: { users: ["FAY"], organisations: ["acme"] } });
  await signedIn("fay");
  await change({ allowed: { users: ["ada"] } });
  expect(await signIn("fay")).toBe(refused("not_listed"));
});

test("a team lets in who is in it, and gives its members what its group gives", async () => {
  const [project] =
    await sql()`insert into projects (id, slug, name, type, status, source, runtime, created_by)
    values (gen_random_uuid(), 'dock', 'Dock', 'other', 'stopped', '{"type":"empty"}', 'local', ${owner.id}) returning id`;
  const groupRoles = [
    { group: "acme/members", projectId: project?.id, access: "write" },
    { group: "ACME", projectId: project?.id, access: "read" },
  ];
  await change({ allowed: { organisations: ["acme/members"] }, groupRoles });
  const at = await signedIn("bob");
  const { id } = (await whoIs(at)) ?? {};
  expect(await sql()`select access, given_by from project_members where user_id = ${id ?? ""}`).toEqual([
    { access: "write", given_by: "github" },
  ]);
  await change({ allowed: { organisations: ["acme/nobodies"] } });
  expect(await signIn("bob")).toBe(refused("not_in_organisation"));
  expect(await sql()`select 1 from project_members where user_id = ${id ?? ""}`).toHaveLength(0);
});

describe("state and PKCE:", () => {
  test("a callback without its PKCE cookie, with another verifier, or with another state signs nobody in", async () => {
    const at = testBrowser(spine.platform);
    const other = testBrowser(spine.platform);
    const back = await continueAs(await at.leave("github"), "ada");
    await other.leave("github");
    const pkce = at.cookies.get("lockkeeper_pkce") ?? "";
    const state = at.cookies.get("lockkeeper_state") ?? "";
    at.cookies.delete("lockkeeper_pkce");
    expect(await at.comeBack(back)).toBe(refused("checks"));
    at.cookies.set("lockkeeper_state", state);
    at.cookies.set("lockkeeper_pkce", other.cookies.get("lockkeeper_pkce") ?? "");
    expect(await at.comeBack(back)).toBe(refused("provider_refused"));
    at.cookies.set("lockkeeper_state", other.cookies.get("lockkeeper_state") ?? "");
    at.cookies.set("lockkeeper_pkce", pkce);
    expect(await at.comeBack(back)).toBe(refused("checks"));
    expect(await sql()`select 1 from sessions where method = 'provider'`).toHaveLength(0);
  });

  test("what people are asked to show is their address, and their organisations only where those decide", async () => {
    const scopeOf = async () =>
      new URL(await testBrowser(spine.platform).leave("github")).searchParams.get("scope");
    expect(await scopeOf()).toBe("read:user user:email read:org");
    await change({ allowed: { users: ["ada"] } });
    expect(await scopeOf()).toBe("read:user user:email");
  });
});

describe("once a day", () => {
  test("who still has their place stays, and is asked about with their own token", async () => {
    const at = await signedIn("cleo");
    github.calls.length = 0;
    await look();
    expect(github.calls).toEqual([]);
    await pass(25);
    await look();
    expect(github.calls).toContain("/user");
    expect(await whoIs(at)).not.toBeNull();
    const [row] = await sql()`select checked_at > now() - interval '1 minute' as is_fresh from accounts`;
    expect(row?.is_fresh).toBe(true);
  });

  test("who has left the organisation is signed out, may not come back, and the log says why", async () => {
    const at = await signedIn("dan");
    await github.removeFromOrganisation("dan");
    await pass(25);
    await look();
    expect(await whoIs(at)).toBeNull();
    expect(await happened("account.place_lost")).toMatchObject({
      actor: { name: "dan Example" },
      provider: "github",
      because: "not_in_organisation",
    });
    expect(await signIn("dan")).toBe(refused("not_in_organisation"));
  });

  test("who has what its groups gave is asked about, though they are signed in another way by now", async () => {
    // As it stands once all have agreed that a group makes admins.
    const given = JSON.stringify([{ group: "acme", role: "admin" }]);
    await sql()`update identity_providers set group_roles = ${given}::text::jsonb where id = 'github'`;
    const { id } = (await whoIs(await signedIn("cleo"))) ?? {};
    const roleOf = async () => (await sql()`select role from users where id = ${id ?? ""}`)[0]?.role;
    await sql()`update sessions set method = 'passkey', provider_id = null where user_id = ${id ?? ""}`;
    expect(await roleOf()).toBe("admin");
    await change({ groupRoles: [] });
    await look();
    expect(await roleOf()).toBe("member");
  });

  test("who took their token back signs in again", async () => {
    const at = await signedIn("ada");
    github.revokeTokens();
    await pass(25);
    await look();
    expect(await whoIs(at)).toBeNull();
    await signedIn("ada");
  });

  test("nobody is thrown out while GitHub is away, until it has been away for long", async () => {
    const at = await signedIn("eve");
    github.trouble = "away";
    await pass(25);
    await look();
    expect(await whoIs(at)).not.toBeNull();
    await pass(awayHours);
    await look();
    expect(await whoIs(at)).toBeNull();
    expect(await happened("account.place_lost")).toMatchObject({ because: "provider_away_too_long" });
    expect(await signIn("eve").catch(() => "away")).toBe("away");
    github.trouble = "none";
    await signedIn("eve");
  });

  test("what GitHub refuses about one person keeps nobody else from being asked about", async () => {
    const [cleo, bob] = [await signedIn("cleo"), await signedIn("bob")];
    await sql()`update accounts set checked_at = checked_at - interval '1 minute' where login = 'cleo'`;
    github.hidden = "cleo";
    await pass(25);
    await look();
    expect(await whoIs(cleo)).not.toBeNull();
    const [row] =
      await sql()`select checked_at > now() - interval '1 minute' as is_fresh from accounts where login = 'bob'`;
    expect(row?.is_fresh).toBe(true);
    await pass(awayHours - 1);
    await look();
    expect([await whoIs(cleo), (await whoIs(bob))?.name]).toEqual([null, "bob Example"]);
  });

  test("a rule that became narrower counts soon, not only the next day", async () => {
    const at = await signedIn("bob");
    await change({ allowed: { users: ["ada"] } });
    await look();
    expect(await whoIs(at)).toBeNull();
  });
});

describe("a GitHub that", () => {
  test.each([
    ["away", "provider_away"],
    ["garbage", "provider_refused"],
    ["hangs", "provider_away"],
  ] as const)(
    "is %s when somebody comes back leads to a page that says so",
    async (trouble, code) => {
      const at = testBrowser(spine.platform);
      const back = await continueAs(await at.leave("github"), "ada");
      github.trouble = trouble;
      expect(await at.comeBack(back)).toBe(refused(code));
    },
    20_000,
  );

  test("is tested with the client's id and secret", async () => {
    const tried = async () => {
      const answer = await spine.run("identity-provider.test", { providerId: "github" }, owner);
      return answer.outcome === "done" ? answer.result : answer;
    };
    expect(await tried()).toMatchObject({ error: null });
    await sql()`delete from identity_providers`;
    const wrong = {
      kind: "github",
      issuer: github.url,
      clientId: github.clientId,
      clientSecret: "not the secret".replaceAll(" ", "-"),
    };
    await change(wrong);
    expect(await tried()).toMatchObject({ error: "GitHub does not know this client id with this secret." });
    github.trouble = "away";
    expect(await tried()).toMatchObject({ error: expect.stringContaining("answered 503") });
  });
});
