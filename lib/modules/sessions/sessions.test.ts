import { afterAll, beforeAll, expect, test } from "vitest";
import { address, byKey, errorOf, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { SessionList } from "#lib/modules/sessions/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { whySessionEnded } from "#lib/platform/auth/sessions.ts";

let door: TestDoor;

beforeAll(async () => {
  door = await testDoor();
});
afterAll(() => door.drop());

const ask = (cookie: string, path: string, init: RequestInit = {}) =>
  door.call(path, {
    ...init,
    headers: { cookie, origin: address, host: "lockkeeper.test", ...init.headers },
  });
const list = async (cookie: string, query = "") =>
  SessionList.parse(await (await ask(cookie, `/api/sessions${query}`)).json()).items;
const opens = async (cookie: string) => (await ask(cookie, "/api/auth/me")).status === 200;

async function signedIn(person: Actor, userAgent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0") {
  const cookie = await door.cookieOf(person);
  await door.spine.platform.database.sql`update sessions set user_agent = ${userAgent}
    where id = (select id from sessions where user_id = ${person.id} order by created_at desc limit 1)`;
  return cookie;
}

test("a person sees where they are signed in, with device, place and way, and which is the one that asks", async () => {
  const ada = await door.spine.person("member", "Ada");
  const laptop = await signedIn(ada);
  await signedIn(ada, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/605.1.15");
  const items = await list(laptop);
  expect(items.map(({ device, isThisOne }) => [device, isThisOne]).sort()).toEqual([
    ["Firefox on Linux", true],
    ["Safari on iPhone", false],
  ]);
  expect(items[0]).toMatchObject({ ip: "127.0.0.1", isNear: true, method: "link", provider: null });
});

test("a session that is revoked opens nothing any more, and its browser can be told why", async () => {
  const ada = await door.spine.person("member", "Ada");
  const [here, there] = [await signedIn(ada), await signedIn(ada)];
  const other = (await list(here)).find(({ isThisOne }) => !isThisOne);
  const answer = await ask(here, `/api/sessions/${other?.id}`, { method: "DELETE" });
  expect(await answer.json()).toEqual({ count: 1 });
  expect([await opens(here), await opens(there)]).toEqual([true, false]);
  expect(await list(here)).toHaveLength(1);
  const again = await ask(here, `/api/sessions/${other?.id}`, { method: "DELETE" });
  expect(again.status).toBe(404);
});

test("a browser that was signed out learns whether its person or an admin did that", async () => {
  const [admin, ada] = [await door.spine.person("admin"), await door.spine.person("member", "Ada")];
  const [byAdmin, here, there] = [await signedIn(admin), await signedIn(ada), await signedIn(ada)];
  const why = async (cookie: string) =>
    (await whySessionEnded(door.spine.platform, cookie.split("=")[1] ?? ""))?.because;
  await ask(here, "/api/sessions/revoke-others", post("{}"));
  await ask(byAdmin, "/api/sessions/revoke-others", post(JSON.stringify({ userId: ada.id })));
  expect([await why(there), await why(here), await why(byAdmin)]).toEqual([
    "revoked",
    "revoked_by_admin",
    undefined,
  ]);
});

test("all others end at once, and the one that asks stays", async () => {
  const ada = await door.spine.person("member", "Ada");
  const [here, ...others] = [await signedIn(ada), await signedIn(ada), await signedIn(ada)];
  const answer = await ask(here, "/api/sessions/revoke-others", post("{}"));
  expect(await answer.json()).toEqual({ count: 2 });
  expect(await Promise.all([here, ...others].map(opens))).toEqual([true, false, false]);
});

test("an admin sees and ends a member's sessions, not an owner's; a member nobody's but their own", async () => {
  const [owner, admin, member] = [
    await door.spine.person("owner"),
    await door.spine.person("admin"),
    await door.spine.person("member"),
  ];
  const cookies = {
    owner: await signedIn(owner),
    admin: await signedIn(admin),
    member: await signedIn(member),
  };
  expect(await list(cookies.admin, `?userId=${member.id}`)).toHaveLength(1);
  expect((await ask(cookies.admin, `/api/sessions?userId=${owner.id}`)).status).toBe(404);
  expect((await ask(cookies.member, `/api/sessions?userId=${admin.id}`)).status).toBe(404);
  const ownersId = (await list(cookies.owner))[0]?.id;
  for (const cookie of [cookies.admin, cookies.member])
    expect((await ask(cookie, `/api/sessions/${ownersId}`, { method: "DELETE" })).status).toBe(404);
  const body = JSON.stringify({ userId: member.id });
  expect(await (await ask(cookies.admin, "/api/sessions/revoke-others", post(body))).json()).toEqual({
    count: 1,
  });
  expect(await opens(cookies.member)).toBe(false);
  expect(await opens(cookies.owner)).toBe(true);
});

test("an agent and a service see and end nobody's sessions", async () => {
  const owner = await door.spine.person("owner");
  const cookie = await signedIn(owner);
  for (const kind of ["agent", "service"] as const) {
    const key = await door.keyOf(owner, { kind });
    expect(await (await door.call("/api/sessions", byKey(key))).json()).toEqual({ items: [] });
    const refused = await door.call("/api/sessions/revoke-others", byKey(key, post("{}")));
    expect((await errorOf(refused)).type).toBe("FORBIDDEN");
  }
  expect(await opens(cookie)).toBe(true);
});

test("a person changes the name that others see, and who it was before stands in the record", async () => {
  const ada = await door.spine.person("member", "Ada");
  const cookie = await signedIn(ada);
  const rename = (name: string) =>
    ask(cookie, "/api/auth/me", { method: "PATCH", body: JSON.stringify({ name }) });
  expect(await (await rename("Ada <b>")).json()).toMatchObject({ id: ada.id, name: "Ada <b>" });
  expect((await errorOf(await rename("a\nb"))).details).toMatchObject({ field: "name" });
  const [row] = await door.spine.platform.database.sql`select record from audit_log
    where record like '%me.update%' and record like ${`%${ada.id}%`} and record like '%before%' limit 1`;
  expect(JSON.parse(row?.record)).toMatchObject({ before: { name: "Ada" }, after: { name: "Ada <b>" } });
});
