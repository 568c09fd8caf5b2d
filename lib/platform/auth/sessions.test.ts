import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import { openSession, refreshSession, renewSession, whySessionEnded } from "#lib/platform/auth/sessions.ts";
import { createSession } from "#lib/platform/auth/store.ts";
import { testSession } from "#lib/platform/auth/testing.ts";
import { hashToken } from "#lib/platform/auth/tokens.ts";
import { transact } from "#lib/platform/db/transact.ts";

let world: TestPlatform;

beforeAll(async () => {
  world = await testPlatform();
});
afterAll(() => world.drop());

const home = { ip: "192.0.2.1", userAgent: "Firefox" };
const sqlOf = () => world.platform.database.sql;
const open = (token: string, place = home) => openSession(world.platform, token, place);

async function begin() {
  const { id: userId } = await world.person("member");
  const token = await createSession(world.platform.database.orm, userId, testSession);
  const sessionId = (await open(token))?.sessionId ?? "";
  return { token, sessionId, userId };
}

/** Moves what is written of a session into the past. */
const age = (sessionId: string, seconds: number) => sqlOf()`update sessions set
  renewed_at = renewed_at - make_interval(secs => ${seconds}),
  arrived_at = arrived_at - make_interval(secs => ${seconds}),
  last_used_at = last_used_at - make_interval(secs => ${seconds})
  where id = ${sessionId}`;

const renew = (sessionId: string, token: string) => renewSession(world.platform, sessionId, token);

async function exchange(sessionId: string, token: string): Promise<string> {
  const next = await renew(sessionId, token);
  if (next === null) throw new Error("The cookie was not exchanged.");
  return next;
}

async function whatsOf(sessionId: string) {
  const rows = await sqlOf()`select record from audit_log where record like ${`%${sessionId}%`}`;
  return rows.map(({ record }) => JSON.parse(record).what);
}

test("a cookie is exchanged once it is older than the setting says, and not before", async () => {
  const { token, sessionId } = await begin();
  await age(sessionId, 59 * 60);
  expect(await open(token)).toMatchObject({ isDue: false });
  expect(await renew(sessionId, token)).toBeNull();
  await age(sessionId, 2 * 60);
  expect(await open(token)).toMatchObject({ isDue: true });
  await sqlOf()`insert into installation_settings (key, value) values ('sessions', '{"accessMinutes": 90}')`;
  try {
    expect(await open(token)).toMatchObject({ isDue: false });
  } finally {
    await sqlOf()`delete from installation_settings where key = 'sessions'`;
  }
  const next = await exchange(sessionId, token);
  expect(await open(next)).toMatchObject({ sessionId, isDue: false });
});

test("of requests that come at once with one cookie that is due, one exchanges it and all are let in", async () => {
  const { token, sessionId } = await begin();
  await age(sessionId, 3_700);
  const ends = await Promise.all(
    Array.from({ length: 12 }, async () => ({
      session: await open(token),
      next: await renew(sessionId, token),
    })),
  );
  expect(ends.filter(({ next }) => next !== null)).toHaveLength(1);
  expect(ends.every(({ session }) => session?.sessionId === sessionId)).toBe(true);
});

test("where the answer with the new cookie is lost, the old one opens until another has come back", async () => {
  const { token, sessionId } = await begin();
  await age(sessionId, 3_700);
  const lost = await exchange(sessionId, token);
  expect(await open(token)).toMatchObject({ isDue: false });
  await age(sessionId, 90);
  expect(await open(token)).toMatchObject({ sessionId, isDue: true });
  const next = await exchange(sessionId, token);
  expect(await open(next)).toMatchObject({ sessionId });
  // Nobody has it: it was on its way for more than a minute.
  expect(await open(lost)).toBeNull();
  expect(await whatsOf(sessionId)).toEqual([]);
});

test("requests that were under way with the old cookie are let in for a minute after the new one came back", async () => {
  const { token, sessionId } = await begin();
  await age(sessionId, 3_700);
  const next = await exchange(sessionId, token);
  await open(next);
  await age(sessionId, 50);
  expect(await open(token)).toMatchObject({ sessionId, isDue: false });
});

test("an exchanged cookie that comes later ends the session for both who hold one, on record and with the reason", async () => {
  const { token, sessionId, userId } = await begin();
  await age(sessionId, 3_700);
  const next = await exchange(sessionId, token);
  await open(next);
  await age(sessionId, 70);
  const thief = { ip: "198.51.100.7", userAgent: "curl" };
  expect(await Promise.all([open(token, thief), open(token, thief)])).toEqual([null, null]);
  expect(await open(next)).toBeNull();
  expect(await whySessionEnded(world.platform, next)).toMatchObject({ because: "reused" });
  expect(await whatsOf(sessionId)).toEqual(["session.reused"]);
  const [row] = await sqlOf()`select record from audit_log where record like ${`%${sessionId}%`}`;
  expect(JSON.parse(row?.record)).toMatchObject({ actor: { id: userId }, ...thief });
});

test("a thief who exchanges the cookie first is put out as soon as both have come back", async () => {
  const { token, sessionId } = await begin();
  await age(sessionId, 3_700);
  const stolen = await exchange(sessionId, token);
  expect(await open(stolen, { ip: "198.51.100.7", userAgent: "curl" })).not.toBeNull();
  await age(sessionId, 70);
  expect(await open(token)).toBeNull();
  expect(await open(stolen)).toBeNull();
});

test("a session ends when nobody uses it for its idle days, and at its absolute end however much it is used", async () => {
  const idle = await begin();
  await sqlOf()`update sessions set last_used_at = now() - interval '13 days' where id = ${idle.sessionId}`;
  expect(await open(idle.token)).not.toBeNull();
  await sqlOf()`update sessions set last_used_at = now() - interval '15 days' where id = ${idle.sessionId}`;
  expect(await open(idle.token)).toBeNull();
  expect(await whySessionEnded(world.platform, idle.token)).toMatchObject({ because: "expired" });

  const long = await begin();
  const [row] = await sqlOf()`select expires_at - created_at = interval '30 days' as is_absolute
    from sessions where id = ${long.sessionId}`;
  expect(row?.is_absolute).toBe(true);
  await sqlOf()`update sessions set expires_at = now() where id = ${long.sessionId}`;
  expect(await open(long.token)).toBeNull();
});

test("limits that are made shorter hold for those who are signed in already", async () => {
  const { token, sessionId } = await begin();
  await sqlOf()`update sessions set created_at = now() - interval '3 days' where id = ${sessionId}`;
  expect(await open(token)).not.toBeNull();
  await sqlOf()`insert into installation_settings (key, value) values ('sessions', '{"absoluteDays": 2}')`;
  try {
    expect(await open(token)).toBeNull();
  } finally {
    await sqlOf()`delete from installation_settings where key = 'sessions'`;
  }
});

test("use is written down at most once a minute, with its place", async () => {
  const { token, sessionId, userId } = await begin();
  const version = async () =>
    (await sqlOf()`select xmin::text as version from sessions where id = ${sessionId}`)[0]?.version;
  const before = await version();
  for (let call = 0; call < 5; call += 1) await open(token);
  expect(await version()).toBe(before);
  await age(sessionId, 61);
  await open(token, { ip: "192.0.2.9", userAgent: "Safari" });
  const [row] = await sqlOf()`select ip, user_agent, last_used_at > now() - interval '5 seconds' as is_now
    from sessions where id = ${sessionId}`;
  expect(row).toEqual({ ip: "192.0.2.9", user_agent: "Safari", is_now: true });
  const [person] = await sqlOf()`select last_seen_at is not null as seen from users where id = ${userId}`;
  expect(person?.seen).toBe(true);
});

test("session fixation: a cookie from before a fresh sign-in is worth no more than before it", async () => {
  const { token, sessionId } = await begin();
  await sqlOf()`update sessions set authenticated_at = now() - interval '1 hour' where id = ${sessionId}`;
  expect(await open(token)).toMatchObject({ hasJustSignedIn: false });
  const next = await transact(world.platform.database, (tx) => refreshSession(tx, sessionId, token));
  expect(await open(next)).toMatchObject({ sessionId, hasJustSignedIn: true });
  expect(await open(token)).toMatchObject({ hasJustSignedIn: false });
  await age(sessionId, 70);
  expect(await open(token)).toBeNull();
});

test("of a cookie nothing but its hash is kept, and somebody who is disabled has no session", async () => {
  const { token, sessionId, userId } = await begin();
  await age(sessionId, 3_700);
  const next = await exchange(sessionId, token);
  const [row] = await sqlOf()`select s::text as text from sessions s where id = ${sessionId}`;
  expect(row?.text).toContain(hashToken(next));
  for (const secret of [token, next]) expect(row?.text).not.toContain(secret);
  await sqlOf()`update users set disabled_at = now() where id = ${userId}`;
  expect(await open(next)).toBeNull();
});
