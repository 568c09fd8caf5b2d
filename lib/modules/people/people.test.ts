import { afterEach, beforeEach, expect, test } from "vitest";
import { completeSetup } from "#lib/modules/people/complete-setup.ts";
import { createSignInLink } from "#lib/modules/people/create-sign-in-link.ts";
import { ensureSetupLink } from "#lib/modules/people/ensure-setup-link.ts";
import { readSetup } from "#lib/modules/people/read-setup.ts";
import { pathOfLink, safeNextPath } from "#lib/modules/people/rules.ts";
import { CompleteSetupInput } from "#lib/modules/people/schema.ts";
import { spendSignInLink } from "#lib/modules/people/spend-sign-in-link.ts";
import { emptyPlatform, origin } from "#lib/modules/people/testing.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";
import { newToken } from "#lib/platform/auth/tokens.ts";

type World = Awaited<ReturnType<typeof emptyPlatform>>;
let world: World;

beforeEach(async () => {
  world = await emptyPlatform();
});
afterEach(() => world.drop());

const ada = { name: "Ada", email: "ada@example.org" };

async function setupToken(): Promise<string> {
  const link = await ensureSetupLink(world.platform);
  if (!link) throw new Error("There is an owner already.");
  return link.token;
}
const setUp = async () => completeSetup(world.platform, { token: await setupToken(), ...ada }, origin);
const cookieOf = (token: string) => `theme=dark; lockkeeper_session=${token}`;
const actorOf = (credentials: { cookie?: string; authorization?: string; apiKey?: string }) =>
  actorFromRequest(world.platform, { ...credentials, via: "api" });

test("the setup link makes one owner, with a session and a key of all scopes", async () => {
  const { user, key, sessionToken } = await setUp();
  expect(user).toMatchObject({ ...ada, role: "owner" });
  expect(key).toMatch(/^lk_[\w-]{43}$/);
  expect(await actorOf({ cookie: cookieOf(sessionToken) })).toMatchObject({
    kind: "person",
    id: user.id,
    role: "owner",
    scopes: null,
  });
  expect(await actorOf({ authorization: `Bearer ${key}` })).toMatchObject({
    kind: "cli-key",
    userId: user.id,
    scopes: ["read", "write", "confirm"],
  });
  expect(await ensureSetupLink(world.platform)).toBeNull();
  expect(await readSetup(world.platform, null)).toEqual({ isOpen: false });
});

test("of ten setups at the same moment one makes the owner", async () => {
  const token = await setupToken();
  const attempts = Array.from({ length: 10 }, (_, index) =>
    completeSetup(world.platform, { token, name: `P${index}`, email: `p${index}@example.org` }, origin),
  );
  const ends = await Promise.allSettled(attempts);
  expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const [count] = await world.sql`select count(*)::int as n from users`;
  expect(count?.n).toBe(1);
});

test("a used, an old and a wrong setup link each say what to do", async () => {
  const token = await setupToken();
  await expect(completeSetup(world.platform, { token: newToken(), ...ada }, origin)).rejects.toMatchObject({
    type: "UNAUTHORIZED",
    publicMessage: expect.stringContaining("restart the server"),
  });
  await world.sql`update sign_in_links set expires_at = now()`;
  await expect(completeSetup(world.platform, { token, ...ada }, origin)).rejects.toMatchObject({
    type: "UNAUTHORIZED",
    publicMessage: expect.stringContaining("has expired"),
  });
  await setUp();
  await expect(completeSetup(world.platform, { token, ...ada }, origin)).rejects.toMatchObject({
    type: "CONFLICT",
    publicMessage: expect.stringContaining("npm run sign-in-link"),
  });
  const rows = await world.sql`select record from audit_log order by id`;
  expect(rows.map((row) => JSON.parse(row.record).what)).toEqual([
    "setup.refused",
    "setup.refused",
    "setup.completed",
    "setup.refused",
  ]);
});

test("a new start ends the setup link of the one before", async () => {
  const first = await setupToken();
  const second = await setupToken();
  expect(await readSetup(world.platform, first)).toMatchObject({ fault: "unknown" });
  expect(await readSetup(world.platform, second)).toMatchObject({ fault: null });
});

test("looking at a setup link does not use it up", async () => {
  const token = await setupToken();
  await readSetup(world.platform, token);
  await readSetup(world.platform, token);
  await completeSetup(world.platform, { token, ...ada }, origin);
});

test("LOCKKEEPER_SETUP_TOKEN is the token, at every start", async () => {
  const token = newToken();
  const own = await emptyPlatform({ LOCKKEEPER_SETUP_TOKEN: token });
  try {
    expect(await ensureSetupLink(own.platform)).toEqual({ token });
    await own.sql`update sign_in_links set expires_at = now()`;
    expect(await ensureSetupLink(own.platform)).toEqual({ token });
    await completeSetup(own.platform, { token, ...ada }, origin);
  } finally {
    await own.drop();
  }
});

test("a sign-in link signs its person in once, also when it is opened twice at the same moment", async () => {
  const { user } = await setUp();
  const { token, isNew } = await createSignInLink(world.platform, {}, origin);
  expect(isNew).toBe(false);
  const ends = await Promise.allSettled(
    [1, 2, 3, 4].map(() => spendSignInLink(world.platform, { token }, origin)),
  );
  const [done, ...others] = ends.filter((end) => end.status === "fulfilled");
  expect(others).toEqual([]);
  expect(done?.value.user.id).toBe(user.id);
  await expect(spendSignInLink(world.platform, { token }, origin)).rejects.toMatchObject({
    publicMessage: expect.stringContaining("works once"),
  });
});

test("a sign-in link dies after 15 minutes, and a setup token is none", async () => {
  const setup = await setupToken();
  await expect(spendSignInLink(world.platform, { token: setup }, origin)).rejects.toMatchObject({
    type: "UNAUTHORIZED",
  });
  await completeSetup(world.platform, { token: setup, ...ada }, origin);
  const { token } = await createSignInLink(world.platform, {}, origin);
  const [row] = await world.sql`select extract(epoch from expires_at - now())::int as seconds
    from sign_in_links where kind = 'sign_in'`;
  expect(row?.seconds).toBeGreaterThan(890);
  expect(row?.seconds).toBeLessThanOrEqual(900);
  await world.sql`update sign_in_links set expires_at = now() where kind = 'sign_in'`;
  await expect(spendSignInLink(world.platform, { token }, origin)).rejects.toMatchObject({
    publicMessage: expect.stringContaining("npm run sign-in-link"),
  });
});

test("a link for a new address makes the person; roles of those known do not change by it", async () => {
  await expect(createSignInLink(world.platform, {}, origin)).rejects.toMatchObject({ type: "CONFLICT" });
  await setUp();
  const made = await createSignInLink(world.platform, { email: "bo@example.org", role: "admin" }, origin);
  expect(made).toMatchObject({ isNew: true, user: { name: "bo", role: "admin" } });
  const again = await createSignInLink(world.platform, { email: "bo@example.org" }, origin);
  expect(again).toMatchObject({ isNew: false, user: { id: made.user.id } });
  await expect(
    createSignInLink(world.platform, { email: "bo@example.org", role: "owner" }, origin),
  ).rejects.toMatchObject({ publicMessage: expect.stringContaining("already here, as admin") });
  await world.sql`update users set disabled_at = now() where email = 'bo@example.org'`;
  await expect(createSignInLink(world.platform, { email: "bo@example.org" }, origin)).rejects.toMatchObject({
    publicMessage: expect.stringContaining("disabled"),
  });
});

test("the link of somebody who is disabled says why to who has it, and is kept for when they are not", async () => {
  await setUp();
  const { token } = await createSignInLink(world.platform, {}, origin);
  await world.sql`update users set disabled_at = now(), disabled_because = 'on leave'`;
  await expect(spendSignInLink(world.platform, { token }, origin)).rejects.toMatchObject({
    type: "UNAUTHORIZED",
    publicMessage: expect.stringContaining("“on leave”"),
  });
  await world.sql`update users set disabled_at = null`;
  expect((await spendSignInLink(world.platform, { token }, origin)).user.name).toBe("Ada");
});

test("no token and no key stands in the database", async () => {
  const setup = await setupToken();
  const { key, sessionToken } = await completeSetup(world.platform, { token: setup, ...ada }, origin);
  const link = await createSignInLink(world.platform, {}, origin);
  const second = await spendSignInLink(world.platform, { token: link.token }, origin);
  const tables = await world.sql`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`;
  const texts = await Promise.all(
    tables.map(
      ({ name }) =>
        world.sql`select coalesce(string_agg(t::text, ' '), '') as text from ${world.sql(name)} t`,
    ),
  );
  const all = texts.map(([row]) => row?.text).join(" ");
  expect(all).toContain(ada.email);
  for (const planted of [setup, key, key.slice(3), sessionToken, link.token, second.sessionToken])
    expect(all.includes(planted)).toBe(false);
});

test("a session ends at its absolute end, and with its person", async () => {
  const { sessionToken } = await setUp();
  const cookie = cookieOf(sessionToken);
  expect(await actorOf({ cookie })).not.toBeNull();
  await world.sql`update users set disabled_at = now()`;
  expect(await actorOf({ cookie })).toBeNull();
  await world.sql`update users set disabled_at = null`;
  await world.sql`update sessions set expires_at = now()`;
  expect(await actorOf({ cookie })).toBeNull();
});

test("a key stops with its revocation, its expiry and its person", async () => {
  const { key } = await setUp();
  expect(await actorOf({ apiKey: key })).not.toBeNull();
  for (const [change, mend] of [
    ["update api_keys set revoked_at = now()", "update api_keys set revoked_at = null"],
    ["update api_keys set expires_at = now()", "update api_keys set expires_at = null"],
    ["update users set disabled_at = now()", "update users set disabled_at = null"],
  ] as const) {
    await world.sql.unsafe(change);
    expect(await actorOf({ apiKey: key })).toBeNull();
    await world.sql.unsafe(mend);
    expect(await actorOf({ apiKey: key })).not.toBeNull();
  }
});

test("the use of a key is noted at most once a minute", async () => {
  const { key } = await setUp();
  const lastUse = async () => (await world.sql`select last_used_at::text as at from api_keys`)[0]?.at;
  expect(await lastUse()).toBeNull();
  await actorOf({ apiKey: key });
  const first = await lastUse();
  await actorOf({ apiKey: key });
  expect(await lastUse()).toBe(first);
  await world.sql`update api_keys set last_used_at = now() - interval '2 minutes'`;
  await actorOf({ apiKey: key });
  expect((await lastUse()) > first).toBe(true);
});

test("a wrong key is not made up for by a good session", async () => {
  const { sessionToken } = await setUp();
  const cookie = cookieOf(sessionToken);
  expect(await actorOf({ cookie, authorization: "Bearer lk_wrongwrongwrongwrongwrong" })).toBeNull();
  expect(await actorOf({ cookie, authorization: "Bearer" })).toBeNull();
  expect(await actorOf({ cookie, apiKey: "nonsense" })).toBeNull();
  expect(await actorOf({ cookie, authorization: "Basic cHJveHk6b25seQ==" })).not.toBeNull();
});

test("every field of the setup refuses what it cannot mean, and takes the rest as text", () => {
  const good = { token: "t", ...ada };
  const reasonOf = (change: Record<string, unknown>) =>
    CompleteSetupInput.safeParse({ ...good, ...change }).error?.issues[0]?.path[0] ?? null;
  for (const name of ["", "   ", "a\0b", "a\nb", "x".repeat(10_000), 7, undefined])
    expect(reasonOf({ name })).toBe("name");
  for (const name of ["$(reboot)", "<b>Ada</b>", "../..", "🚢 Ada", "\u202eada"])
    expect(reasonOf({ name })).toBeNull();
  for (const email of ["", "ada", "a@b", "ada@example.org\0", `${"x".repeat(300)}@example.org`, null])
    expect(reasonOf({ email })).toBe("email");
  expect(CompleteSetupInput.parse({ ...good, email: " ADA@Example.org " }).email).toBe("ada@example.org");
});

test("after signing in one goes to a path of ours, never to another site", () => {
  for (const next of ["/projects/7?tab=files#top", "/operations"]) expect(safeNextPath(next)).toBe(next);
  for (const next of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
    expect(safeNextPath(next)).toBe("/projects");
  for (const next of ["", undefined, ["/a"], "/sign-in?next=/x", "/api/setup", "/a\nb", "/\t/evil.example"])
    expect(safeNextPath(next)).toBe("/projects");
});

test("a pasted link leads to its page here, whatever its host", () => {
  const token = newToken();
  expect(pathOfLink(` https://other.example/setup?token=${token} `)).toBe(`/setup?token=${token}`);
  expect(pathOfLink(`http://localhost:3000/sign-in?token=${token}`)).toBe(`/sign-in?token=${token}`);
  expect(pathOfLink(token)).toBe(`/sign-in?token=${token}`);
  for (const text of ["", "hello", "https://other.example/", "javascript:alert(1)"])
    expect(pathOfLink(text)).toBeNull();
});
