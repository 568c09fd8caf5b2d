import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import { nextAuthAdapter } from "#lib/platform/auth/next-auth-adapter.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";
import { newToken } from "#lib/platform/auth/tokens.ts";

let world: TestPlatform;

beforeAll(async () => {
  world = await testPlatform();
});
afterAll(() => world.drop());

test("a session that next-auth made is one of ours, kept as a hash, and ends when next-auth ends it", async () => {
  const { platform } = world;
  const adapter = nextAuthAdapter(platform);
  const { id } = await world.person("member");
  const sessionToken = newToken();
  const expires = new Date(Date.now() + 3_600_000);
  await adapter.createSession?.({ sessionToken, userId: id, expires });
  expect(await adapter.getSessionAndUser?.(sessionToken)).toMatchObject({ user: { id } });
  const [row] = await platform.database.sql`select t::text as text from sessions t`;
  expect(row?.text).not.toContain(sessionToken);

  const actor = () =>
    actorFromRequest(platform, { cookie: `lockkeeper_session=${sessionToken}`, via: "dashboard" });
  expect(await actor()).toMatchObject({ id });
  await adapter.deleteSession?.(sessionToken);
  expect(await actor()).toBeNull();
  expect(await adapter.getSessionAndUser?.(sessionToken)).toBeNull();
});

test("nobody is made by signing in somewhere else, and an account opens for the person it belongs to", async () => {
  const adapter = nextAuthAdapter(world.platform);
  await expect(async () =>
    adapter.createUser?.({ email: "x@example.org", emailVerified: null }),
  ).rejects.toThrow("added here");
  const { id } = await world.person("member");
  const account = { provider: "forge", providerAccountId: "17", userId: id, type: "oauth" } as const;
  await adapter.linkAccount?.({ ...account, access_token: "planted-access-token" });
  expect(await adapter.getUserByAccount?.(account)).toMatchObject({ id });
  const [row] = await world.platform.database.sql`select t::text as text from accounts t`;
  expect(row?.text).not.toContain("planted-access-token");
});
