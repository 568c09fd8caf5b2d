import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { errorOf, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { ensureProvidersOfEnvironment } from "#lib/modules/identity-providers/ensure-providers-of-environment.ts";
import { IdentityProviderPage, LinkedAccounts } from "#lib/modules/identity-providers/schema.ts";
import { testAddress, testBrowser } from "#lib/modules/identity-providers/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { createSession } from "#lib/platform/auth/store.ts";
import { testSession } from "#lib/platform/auth/testing.ts";
import { readEnvironment } from "#lib/platform/env.ts";

const planted = "planted-client-secret";

let door: TestDoor;
let owner: Actor;
let member: Actor;
const sql = () => door.spine.platform.database.sql;

beforeAll(async () => {
  process.env.NEXTAUTH_URL = testAddress;
  door = await testDoor();
  owner = await door.spine.person("owner", "Olivia");
  member = await door.spine.person("member", "Mia");
});
afterAll(() => door?.drop());
beforeEach(async () => {
  await sql()`delete from identity_providers`;
  await sql()`delete from accounts`;
});

async function ask(who: Actor, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { cookie: await door.cookieOf(who), "sec-fetch-site": "same-origin", ...init.headers };
  return await door.call(path, { ...init, headers });
}

const put = (who: Actor, id: string, body: object) =>
  ask(who, `/api/identity-providers/${id}`, { ...post(JSON.stringify(body)), method: "PUT" });

const github = { kind: "github", clientId: "abc", clientSecret: planted };
const oidc = {
  kind: "oidc",
  issuer: "https://id.example.org/realms/acme/",
  clientId: "abc",
  clientSecret: planted,
};

const list = async () =>
  IdentityProviderPage.parse(await (await ask(owner, "/api/identity-providers")).json()).items;

test("the secret is written and never read: it stands in no answer, no operation, no audit row and in clear in no table", async () => {
  const answers = [
    await put(owner, "github", github),
    await put(owner, "company", oidc),
    await put(owner, "company", { clientSecret: `${planted}-2` }),
    await ask(owner, "/api/identity-providers"),
    await ask(owner, "/api/operations"),
    await ask(owner, "/api/audit"),
  ];
  for (const answer of answers) {
    expect(answer.status).toBeLessThan(300);
    expect(await answer.text()).not.toContain(planted);
  }
  expect(await list()).toMatchObject([
    { id: "github", isSecretSet: true, issuer: "https://github.com", origin: "dashboard" },
    { id: "company", isSecretSet: true, issuer: "https://id.example.org/realms/acme", groupClaim: "groups" },
  ]);
  const tables = ["identity_providers", "operations", "audit_log", "events"];
  for (const table of tables) {
    const rows = await sql()`select t::text as text from ${sql()(table)} t`;
    expect(rows.map(({ text }) => text).join("\n"), table).not.toContain(planted);
  }
});

test("it is for admins alone, and a key of theirs that may not confirm changes nothing", async () => {
  await put(owner, "github", github);
  expect((await ask(member, "/api/identity-providers")).status).toBe(403);
  expect((await put(member, "github", { name: "Mine" })).status).toBe(403);
  expect((await ask(member, "/api/identity-providers/github", { method: "DELETE" })).status).toBe(403);
  expect((await ask(member, "/api/identity-providers/github/test", { method: "POST" })).status).toBe(403);
  // Whoever says who comes in could come in too.
  for (const [scopes, status] of [
    [["read"], 403],
    [["read", "write"], 403],
    [["read", "write", "confirm"], 200],
  ] as const) {
    const headers = { authorization: `Bearer ${await door.keyOf(owner, { scopes: [...scopes] })}` };
    const init = { ...post(JSON.stringify({ name: "Mine" }), headers), method: "PUT" };
    expect((await door.call("/api/identity-providers/github", init)).status, scopes.join()).toBe(status);
  }
});

test("another address, client id or secret of one in use is asked once more; a name or a list is not", async () => {
  await put(owner, "company", oidc);
  expect((await put(owner, "company", { name: "Company" })).status).toBe(200);
  expect((await put(owner, "company", { allowed: { emailDomains: ["example.org"] } })).status).toBe(200);
  const secretChange = { what: "Client secret", from: null, to: "changed" };
  for (const [change, changes] of [
    [{ clientId: "another" }, [{ what: "Client id", from: "abc", to: "another" }]],
    [{ clientSecret: "another-secret" }, [secretChange]],
    [
      { issuer: "https://other.example.org", clientSecret: planted },
      [
        { what: "Issuer", from: "https://id.example.org/realms/acme", to: "https://other.example.org" },
        secretChange,
      ],
    ],
  ] as const) {
    const answer = await put(owner, "company", change);
    expect(answer.status, JSON.stringify(change)).toBe(202);
    const { operation } = await answer.json();
    expect(operation).toMatchObject({ state: "held", level: "MEDIUM", changes });
  }
  expect(await list()).toMatchObject([{ name: "Company", clientId: "abc" }]);
});

test("one that people have their accounts at is not replaced in steps: off, changed or removed, each is asked once more", async () => {
  await put(owner, "company", oidc);
  await sql()`insert into accounts (provider, provider_account_id, user_id)
    values ('company', 'subject-1', ${member.id})`;
  const elsewhere = { issuer: "https://other.example.org", clientSecret: planted };
  const remove = () => ask(owner, "/api/identity-providers/company", { method: "DELETE" });
  const off = await (await put(owner, "company", { isEnabled: false })).json();
  expect(off.operation).toMatchObject({
    state: "held",
    level: "MEDIUM",
    changes: [{ what: "Open", from: "on", to: "off" }],
    losses: [{ kind: "linked accounts", name: "1 at Single sign-on: those people sign in another way" }],
  });
  await sql()`update identity_providers set is_enabled = false`;
  for (const answer of [await put(owner, "company", elsewhere), await remove()]) {
    const { operation } = await answer.json();
    expect(operation).toMatchObject({
      state: "held",
      level: "MEDIUM",
      losses: [{ kind: "linked accounts" }],
    });
  }
  expect((await put(owner, "company", { isEnabled: true })).status).toBe(200);
  expect(await list()).toMatchObject([{ issuer: "https://id.example.org/realms/acme", people: 1 }]);
  // Nobody loses a way in.
  await sql()`delete from accounts`;
  expect((await put(owner, "company", { isEnabled: false })).status).toBe(200);
  expect((await put(owner, "company", elsewhere)).status).toBe(200);
  expect((await remove()).status).toBe(200);
});

test("a group makes admins only by the consents that making an admin takes", async () => {
  const admin = await door.spine.person("admin", "Anna");
  const levelOf = async (change: object) => {
    const answer = await put(admin, "company", change);
    const { operation } = await answer.json();
    return answer.status === 202 ? operation.level : "done";
  };
  const staff = [{ group: "staff", role: "admin" }];
  expect(await levelOf({ ...oidc, groupRoles: staff })).toBe("CRITICAL");
  expect(await levelOf({ ...oidc, groupRoles: [{ group: "staff", role: "member" }] })).toBe("done");
  expect(await levelOf({ groupRoles: staff })).toBe("CRITICAL");
  await sql()`update identity_providers set group_roles = ${JSON.stringify(staff)}::text::json`;
  expect(await levelOf({ name: "Company", groupRoles: staff })).toBe("done");
  expect(await levelOf({ groupRoles: [...staff, { group: "mine", role: "admin" }] })).toBe("CRITICAL");
  expect(await levelOf({ groupClaim: "nickname" })).toBe("CRITICAL");
  expect(await levelOf({ issuer: "https://mine.example.org", clientSecret: planted })).toBe("CRITICAL");
  expect(await levelOf({ groupRoles: [] })).toBe("done");
});

test.each([
  ["github", { ...github, clientSecret: undefined }, "clientSecret"],
  ["github", { ...github, issuer: "https://git.example.org/path" }, "issuer"],
  ["github", { ...github, allowed: { emailDomains: ["example.org"] } }, "allowed"],
  ["github", { ...github, allowed: { users: ["no spaces"] } }, "allowed.users.0"],
  ["github", { ...github, allowed: { organisations: ["a/b/c"] } }, "allowed.organisations.0"],
  ["github", { ...github, newPeople: "member" }, "allowed"],
  ["company", { ...oidc, issuer: undefined }, "issuer"],
  ["company", { ...oidc, issuer: "ftp://id.example.org" }, "issuer"],
  ["company", { ...oidc, issuer: "http://id.example.org" }, "issuer"],
  ["company", { ...oidc, issuer: "https://user:word@id.example.org" }, "issuer"],
  ["company", { ...oidc, allowed: { users: ["ada"] } }, "allowed"],
  ["company", { ...oidc, groupClaim: null, allowed: { groups: ["staff"] } }, "groupClaim"],
  ["company", { ...oidc, groupRoles: [{ group: "staff" }] }, "groupRoles"],
  ["company", { ...oidc, groupRoles: [{ group: "staff", role: "owner" }] }, "groupRoles.0.role"],
  ["company", { ...oidc, clientId: "" }, "clientId"],
  ["company", { ...oidc, kind: undefined }, "kind"],
  ["Bad Id", oidc, "providerId"],
])("%s with %j is refused, and the field is named", async (id, body, field) => {
  const error = await errorOf(await put(owner, encodeURIComponent(id), body));
  expect([error.type, error.details.field]).toEqual(["VALIDATION_ERROR", field]);
});

test("the stored secret goes to no other address: it has to be given again", async () => {
  await put(owner, "company", oidc);
  const error = await errorOf(await put(owner, "company", { issuer: "https://evil.example.org" }));
  expect(error.details.field).toBe("clientSecret");
});

test("turning one off, or removing it, ends the sessions that began there, and no others", async () => {
  const { orm } = door.spine.platform.database;
  await put(owner, "company", oidc);
  const begin = (providerId?: string) =>
    createSession(
      orm,
      member.id,
      providerId ? { ...testSession, method: "provider", providerId } : testSession,
    );
  const open = async () =>
    (await sql()`select provider_id from sessions where user_id = ${member.id} and ended_at is null`).length;
  await sql()`delete from sessions where user_id = ${member.id}`;
  await begin("company");
  await begin();
  expect((await put(owner, "company", { isEnabled: false })).status).toBe(200);
  expect(await open()).toBe(1);
  await begin("company");
  expect((await ask(owner, "/api/identity-providers/company", { method: "DELETE" })).status).toBe(200);
  expect(await open()).toBe(1);
  expect(await list()).toEqual([]);
});

test("one sees one's own linked accounts alone, and unlinks them", async () => {
  await put(owner, "company", oidc);
  await sql()`insert into accounts (provider, provider_account_id, user_id, login)
    values ('company', 'subject-1', ${member.id}, 'mia')`;
  const own = async (who: Actor) =>
    LinkedAccounts.parse(await (await ask(who, "/api/accounts")).json()).items;
  expect(await own(member)).toMatchObject([{ provider: { id: "company" }, isLinked: true, login: "mia" }]);
  expect(await own(owner)).toMatchObject([{ provider: { id: "company" }, isLinked: false, login: null }]);
  // An agent, and a key of one project, hear nothing of how their person signs in, and change nothing about it.
  const { id: projectId } = await door.makeProject(owner);
  for (const more of [{ projectId }, { kind: "agent" as const }]) {
    const headers = { authorization: `Bearer ${await door.keyOf(member, more)}` };
    expect(await (await door.call("/api/accounts", { headers })).json()).toMatchObject({ items: [] });
    const unlink = await door.call("/api/accounts/company", { method: "DELETE", headers });
    expect(unlink.status).toBe(403);
  }
  expect((await ask(owner, "/api/accounts/company", { method: "DELETE" })).status).toBe(404);
  expect((await ask(member, "/api/accounts/company", { method: "DELETE" })).status).toBe(200);
  expect(await own(member)).toMatchObject([{ isLinked: false }]);
});

test("a change tells the admins' page, and everybody's page of accounts that could be linked", async () => {
  const told = async () => {
    const rows =
      await sql()`select topic, user_id from events where subject_id = 'company' order by id desc limit 2`;
    return rows.map(({ topic, user_id }) => [topic, user_id]);
  };
  const both = [
    ["accounts", null],
    ["identity-providers", null],
  ];
  await put(owner, "company", oidc);
  expect(await told()).toEqual(both);
  await ask(owner, "/api/identity-providers/company", { method: "DELETE" });
  expect(await told()).toEqual(both);
});

describe("what the environment says", () => {
  const platform = (variables: Record<string, string>) => ({
    ...door.spine.platform,
    environment: readEnvironment({ NODE_ENV: "test", ...variables }),
  });
  const github = { LOCKKEEPER_GITHUB_CLIENT_ID: "from-env", LOCKKEEPER_GITHUB_CLIENT_SECRET: planted };
  const start = (variables: Record<string, string>) => ensureProvidersOfEnvironment(platform(variables));

  test("stands there at the start, is renewed with it, and is turned off when it is gone", async () => {
    const company = { LOCKKEEPER_OIDC_ISSUER: "https://id.example.org", LOCKKEEPER_OIDC_CLIENT_ID: "id" };
    await start({
      ...github,
      ...company,
      LOCKKEEPER_GITHUB_ORGANISATIONS: "Acme, acme/ops",
      LOCKKEEPER_OIDC_NAME: "Keycloak",
    });
    expect(await list()).toMatchObject([
      {
        id: "github",
        origin: "environment",
        allowed: { organisations: ["acme", "acme/ops"] },
        newPeople: "member",
      },
      { id: "oidc", name: "Keycloak", origin: "environment", isSecretSet: false, newPeople: null },
    ]);
    const [before] = await sql()`select updated_at from identity_providers where id = 'github'`;
    await start({
      ...github,
      ...company,
      LOCKKEEPER_GITHUB_ORGANISATIONS: "Acme, acme/ops",
      LOCKKEEPER_OIDC_NAME: "Keycloak",
    });
    const [after] = await sql()`select updated_at from identity_providers where id = 'github'`;
    expect(after).toEqual(before);
    await start({ ...github, LOCKKEEPER_GITHUB_CLIENT_ID: "renewed" });
    expect(await list()).toMatchObject([
      { clientId: "renewed", isEnabled: true, newPeople: null },
      { id: "oidc", isEnabled: false },
    ]);
  });

  test("counts no more once somebody changed it in the dashboard", async () => {
    await start(github);
    await put(owner, "github", { name: "Our GitHub" });
    expect(await list()).toMatchObject([{ origin: "dashboard", clientId: "from-env" }]);
    await start({ ...github, LOCKKEEPER_GITHUB_CLIENT_ID: "renewed" });
    await start({});
    expect(await list()).toMatchObject([{ name: "Our GitHub", clientId: "from-env", isEnabled: true }]);
  });

  test("is refused at the start where it makes no sense, by a sentence that names the variable", async () => {
    const read = (variables: Record<string, string>) => () =>
      readEnvironment({ NODE_ENV: "test", ...variables });
    expect(read({ LOCKKEEPER_GITHUB_CLIENT_ID: "x" })).toThrow("LOCKKEEPER_GITHUB_CLIENT_SECRET");
    expect(read({ LOCKKEEPER_OIDC_ISSUER: "https://id.example.org" })).toThrow("LOCKKEEPER_OIDC_CLIENT_ID");
    expect(read({ LOCKKEEPER_OIDC_ISSUER: "nonsense" })).toThrow("LOCKKEEPER_OIDC_ISSUER");
    expect(read({ ...github, LOCKKEEPER_GITHUB_USERS: "a b" })).toThrow("LOCKKEEPER_GITHUB_USERS");
    const plain = { LOCKKEEPER_OIDC_ISSUER: "http://id.example.org", LOCKKEEPER_OIDC_CLIENT_ID: "id" };
    await expect(start(plain)).rejects.toThrow("LOCKKEEPER_OIDC_ISSUER must begin with https://");
  });
});

describe("an issuer that", () => {
  let server: Server;
  let answer: { status: number; body: unknown } | "hangs";
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  beforeAll(async () => {
    server = createServer((_, response) => {
      if (answer === "hangs") return;
      const { status, body } = answer;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      response
        .writeHead(status, { "content-type": "application/json", location: "http://169.254.169.254/" })
        .end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const described = (more: object = {}) => ({
    issuer: url(),
    authorization_endpoint: `${url()}/auth`,
    token_endpoint: `${url()}/token`,
    jwks_uri: `${url()}/jwks`,
    ...more,
  });
  const leave = async () => {
    await put(owner, "company", { ...oidc, issuer: url() });
    return await testBrowser(door.spine.platform).leave("company");
  };
  const tried = async () =>
    await (await ask(owner, "/api/identity-providers/company/test", { method: "POST" })).json();

  test.each([
    ["answers garbage", () => ({ status: 200, body: "<html>" }), "does not describe itself"],
    ["answers too much", () => ({ status: 200, body: "x".repeat(1_100_000) }), "does not describe itself"],
    ["leads elsewhere", () => ({ status: 302, body: "" }), "a redirect"],
    [
      "calls itself otherwise",
      () => ({ status: 200, body: described({ issuer: "https://id.example.com" }) }),
      "another address",
    ],
    [
      "names addresses of another kind",
      () => ({ status: 200, body: described({ token_endpoint: "file:///etc/passwd" }) }),
      "does not describe itself",
    ],
    [
      "names an address where a cloud keeps keys",
      () => ({ status: 200, body: described({ token_endpoint: "http://169.254.169.254/token" }) }),
      "never called",
    ],
  ] as const)("%s signs nobody in, and its test says why", async (_name, make, why) => {
    answer = make();
    const to = await leave();
    const isLeft = to.startsWith(`${url()}/auth`);
    if (!isLeft) expect(to).toBe("/sign-in?refused=provider_refused&provider=company");
    expect(isLeft).toBe(why === "never called");
    expect(await tried()).toMatchObject({ error: expect.stringContaining(why) });
  });

  test("hangs is given up after some seconds", async () => {
    answer = "hangs";
    const beganMs = performance.now();
    expect(await leave()).toBe("/sign-in?refused=provider_away&provider=company");
    expect(performance.now() - beganMs).toBeLessThan(12_000);
  }, 20_000);
});

test("metadata addresses are asked nothing, whoever configures them", async () => {
  await put(owner, "company", { ...oidc, issuer: "http://169.254.169.254" });
  expect(await list()).toEqual([]);
  await put(owner, "company", { ...oidc, issuer: "https://169.254.169.254" });
  const answer = await ask(owner, "/api/identity-providers/company/test", { method: "POST" });
  expect(await answer.json()).toMatchObject({ error: expect.stringContaining("never called") });
});
