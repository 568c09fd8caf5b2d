import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { errorOf, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { PasskeyList, PasskeyView } from "#lib/modules/passkeys/schema.ts";
import { createAuthenticator } from "#lib/modules/passkeys/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let door: TestDoor;

beforeAll(async () => {
  door = await testDoor();
});
afterAll(() => door.drop());

const origin = "http://localhost:3000";
const Options = z.object({
  options: z.object({ challenge: z.string(), userVerification: z.string().optional() }),
});
const sqlOf = () => door.spine.platform.database.sql;

let lastPeer = 10;
/** Each from an address of its own, so that the limit of one is not that of another. */
function peer(): string {
  lastPeer += 1;
  return `192.0.2.${lastPeer}`;
}

const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  door.call(
    path,
    post(JSON.stringify(body), { origin, host: "localhost:3000", "x-lockkeeper-peer": peer(), ...headers }),
  );

async function challengeOf(path: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await send(path, body, headers);
  expect(answer.status, await answer.clone().text()).toBe(200);
  const { challenge } = Options.parse(await answer.json()).options;
  return { challenge, origin, rpId: "localhost" };
}

async function cookieOf(person: Actor, { isFresh = true } = {}) {
  const cookie = await door.cookieOf(person);
  if (!isFresh)
    await sqlOf()`update sessions set authenticated_at = now() - interval '1 hour' where user_id = ${person.id}`;
  return { cookie };
}

async function withPasskey(role: "owner" | "member" = "member") {
  const person = await door.spine.person(role, "Ada");
  const authenticator = createAuthenticator(person.id);
  const headers = await cookieOf(person);
  const asked = await challengeOf("/api/passkeys/options", { purpose: "register" }, headers);
  const made = await send(
    "/api/passkeys",
    { name: "laptop", credential: authenticator.make(asked) },
    headers,
  );
  expect(made.status, await made.clone().text()).toBe(201);
  return { person, authenticator, passkey: PasskeyView.parse(await made.json()), headers };
}
type Owned = Awaited<ReturnType<typeof withPasskey>>;

const askToSignIn = () => challengeOf("/api/passkeys/sign-in/options", {});
const signIn = (credential: unknown, headers: Record<string, string> = {}) =>
  send("/api/passkeys/sign-in", { credential }, headers);

async function refusal(answer: Promise<Response>) {
  const { status, details, type } = await errorOf(await answer);
  return { status, type, because: details.because };
}
const whatsOf = async ({ person }: Owned) =>
  (await sqlOf()`select record from audit_log where record like ${`%${person.id}%`} order by id`).map(
    ({ record }) => JSON.parse(record).what,
  );

test("a passkey is made, signs its person in without a word of who they are, and stands in the audit log", async () => {
  const owned = await withPasskey();
  const answer = await signIn(owned.authenticator.sign(await askToSignIn()));
  expect(await answer.clone().json()).toMatchObject({ user: { id: owned.person.id } });
  const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
  const me = await door.call("/api/auth/me", { headers: { cookie } });
  expect(await me.json()).toMatchObject({ user: { id: owned.person.id } });
  expect(await whatsOf(owned)).toContain("sign_in.completed");
  const [row] =
    await sqlOf()`select method, authenticated_at > now() - interval '1 minute' as fresh from sessions
    where user_id = ${owned.person.id} order by created_at desc limit 1`;
  expect(row).toEqual({ method: "passkey", fresh: true });
  const list = PasskeyList.parse(await (await door.call("/api/passkeys", { headers: { cookie } })).json());
  expect(list.items).toMatchObject([{ name: "laptop", lastUsedAt: expect.any(String) }]);
});

test("what was signed opens once: the same answer again is refused", async () => {
  const { authenticator } = await withPasskey();
  const signed = authenticator.sign(await askToSignIn());
  expect((await signIn(signed)).status).toBe(200);
  expect(await refusal(signIn(signed))).toMatchObject({ status: 401, because: "late" });
});

test("of the same answer sent ten times at once, one signs in", async () => {
  const { authenticator } = await withPasskey();
  const signed = authenticator.sign(await askToSignIn());
  const answers = await Promise.all(Array.from({ length: 10 }, () => signIn(signed)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test("a challenge is good for minutes, for its own purpose, and at the address it was given for", async () => {
  const { authenticator, headers } = await withPasskey();
  const late = authenticator.sign(await askToSignIn());
  await sqlOf()`update passkey_challenges set expires_at = now()`;
  expect(await refusal(signIn(late))).toMatchObject({ because: "late" });
  const other = await challengeOf("/api/passkeys/options", { purpose: "sign_in_again" }, headers);
  expect(await refusal(signIn(authenticator.sign(other)))).toMatchObject({ because: "late" });
  const foreign = authenticator.sign({ ...(await askToSignIn()), origin: "http://localhost:4000" });
  expect(await refusal(signIn(foreign))).toMatchObject({ because: "late" });
  const elsewhere = authenticator.sign({ ...(await askToSignIn()), rpId: "evil.example" });
  expect(await refusal(signIn(elsewhere))).toMatchObject({ because: "refused" });
});

test("a passkey that asked for no finger, face or PIN opens nothing", async () => {
  const { authenticator } = await withPasskey();
  const signed = authenticator.sign({ ...(await askToSignIn()), isVerified: false });
  expect(await refusal(signIn(signed))).toMatchObject({ status: 401, because: "refused" });
});

test("a counter that went backwards is refused, as that of a copy is, and on record", async () => {
  const owned = await withPasskey();
  owned.authenticator.setCounter(7);
  expect((await signIn(owned.authenticator.sign(await askToSignIn()))).status).toBe(200);
  owned.authenticator.setCounter(5);
  expect(await refusal(signIn(owned.authenticator.sign(await askToSignIn())))).toMatchObject({
    status: 401,
    because: "copied",
  });
  const [row] = await sqlOf()`select record from audit_log where record like '%copied%'`;
  expect(JSON.parse(row?.record)).toMatchObject({
    what: "sign_in.refused",
    method: "passkey",
    actor: { id: owned.person.id },
  });
});

test("somebody who is disabled reads why once their passkey has proved who they are, and comes in no more", async () => {
  const { person, authenticator } = await withPasskey();
  await sqlOf()`update users set disabled_at = now(), disabled_because = 'on leave' where id = ${person.id}`;
  const refused = await signIn(authenticator.sign(await askToSignIn()));
  expect(refused.headers.get("set-cookie")).toBeNull();
  expect(await errorOf(refused)).toMatchObject({
    message: expect.stringContaining("“on leave”"),
    details: { because: "disabled" },
  });
});

test("without that proof they are refused in the same words as a passkey that nobody knows", async () => {
  const { person, authenticator } = await withPasskey();
  await sqlOf()`update users set disabled_at = now(), disabled_because = 'on leave' where id = ${person.id}`;
  const nobody = createAuthenticator(person.id);
  const { credentialId: id } = authenticator;
  const forged = await signIn({ ...nobody.sign(await askToSignIn()), id, rawId: id });
  const unknown = await signIn(nobody.sign(await askToSignIn()));
  expect(await errorOf(forged)).toEqual(await errorOf(unknown));
});

test("one person's passkey does not make another person's sign-in fresh", async () => {
  const { authenticator } = await withPasskey();
  const eve = await withPasskey();
  const asked = await challengeOf("/api/passkeys/options", { purpose: "sign_in_again" }, eve.headers);
  const answer = send("/api/passkeys/again", { credential: authenticator.sign(asked) }, eve.headers);
  expect(await refusal(answer)).toMatchObject({ status: 403, because: "unknown" });
});

test("adding and removing take a fresh sign-in, which the passkey itself gives in place", async () => {
  const { person, authenticator, passkey } = await withPasskey();
  const headers = await cookieOf(person, { isFresh: false });
  const again = { status: 403, because: "sign_in_again" };
  expect(await refusal(send("/api/passkeys/options", { purpose: "register" }, headers))).toMatchObject(again);
  const remove = (given: { cookie: string }) =>
    door.call(`/api/passkeys/${passkey.id}`, {
      method: "DELETE",
      headers: { origin, host: "localhost:3000", ...given },
    });
  expect(await refusal(remove(headers))).toMatchObject(again);

  const asked = await challengeOf("/api/passkeys/options", { purpose: "sign_in_again" }, headers);
  const proved = await send("/api/passkeys/again", { credential: authenticator.sign(asked) }, headers);
  expect(proved.status, await proved.clone().text()).toBe(200);
  const cookie = proved.headers.get("set-cookie")?.split(";")[0] ?? "";
  expect(cookie).not.toBe(headers.cookie);
  // Session fixation: who knew the cookie from before has not signed in again.
  expect(await refusal(remove(headers))).toMatchObject(again);
  expect((await remove({ cookie })).status).toBe(200);
  expect(await refusal(signIn(authenticator.sign(await askToSignIn())))).toMatchObject({
    because: "unknown",
  });
});

test("whose cookie is due to be exchanged while they sign in again gets one cookie, and it opens", async () => {
  const { person, authenticator, headers } = await withPasskey();
  const asked = await challengeOf("/api/passkeys/options", { purpose: "sign_in_again" }, headers);
  await sqlOf()`update sessions set renewed_at = now() - interval '2 hours' where user_id = ${person.id}`;
  const proved = await send("/api/passkeys/again", { credential: authenticator.sign(asked) }, headers);
  const [cookie = "", ...more] = proved.headers.getSetCookie();
  expect(more).toEqual([]);
  const me = await door.call("/api/auth/me", { headers: { cookie: cookie.split(";")[0] ?? "" } });
  expect(await me.json()).toMatchObject({ user: { id: person.id } });
});

test("a passkey is its person's alone: another can neither rename nor remove it, nor see it", async () => {
  const { passkey, headers } = await withPasskey();
  const owner = await door.spine.person("owner");
  const init = { headers: { origin, host: "localhost:3000", ...(await cookieOf(owner)) } };
  const path = `/api/passkeys/${passkey.id}`;
  expect((await door.call(path, { ...init, method: "DELETE" })).status).toBe(404);
  const rename = { ...init, method: "PATCH", body: JSON.stringify({ name: "mine" }) };
  expect((await door.call(path, rename)).status).toBe(404);
  expect(await (await door.call("/api/passkeys", init)).json()).toMatchObject({ items: [] });
  const own = await door.call(path, { ...rename, headers: { ...init.headers, ...headers } });
  expect(await own.json()).toMatchObject({ name: "mine" });
});

test("at an address of numbers it is said where to go instead", async () => {
  const answer = await send(
    "/api/passkeys/sign-in/options",
    {},
    {
      origin: "http://127.0.0.1:3000",
      host: "127.0.0.1:3000",
    },
  );
  const { type, message } = await errorOf(answer);
  expect([type, message]).toEqual(["CONFLICT", expect.stringContaining("http://localhost:3000")]);
});

test("a page of another origin can neither ask nor sign", async () => {
  const headers = { origin: "https://evil.example" };
  expect((await send("/api/passkeys/sign-in/options", {}, headers)).status).toBe(403);
  expect((await send("/api/passkeys/sign-in", {}, headers)).status).toBe(403);
});

test("session fixation: a sign-in never takes over the cookie that the browser had", async () => {
  const { person, authenticator } = await withPasskey();
  const eve = await door.spine.person("member", "Eve");
  const planted = await door.cookieOf(eve);
  const answer = await signIn(authenticator.sign(await askToSignIn()), { cookie: planted });
  const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
  expect(cookie).not.toBe(planted);
  expect((await door.call("/api/auth/me", { headers: { cookie: planted } })).status).toBe(401);
  const me = await door.call("/api/auth/me", { headers: { cookie } });
  expect(await me.json()).toMatchObject({ user: { id: person.id } });

  const made = "lockkeeper_session=chosen-by-somebody-else-0123456789abcdefghij";
  const second = await signIn(authenticator.sign(await askToSignIn()), { cookie: made });
  expect(second.headers.get("set-cookie")).not.toContain("chosen-by-somebody-else");
  expect((await door.call("/api/auth/me", { headers: { cookie: made } })).status).toBe(401);
});
