import { afterAll, beforeAll, expect, test } from "vitest";
import { createHttpApp } from "#lib/http/app.ts";
import { createDoor } from "#lib/http/door.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import { sessionCookieName } from "#lib/platform/auth/session-cookie.ts";
import { createSession } from "#lib/platform/auth/store.ts";
import { testSession } from "#lib/platform/auth/testing.ts";
import { type EventHub, openEventHub } from "#lib/platform/events/hub.ts";

let tested: TestPlatform;
let hub: EventHub;

beforeAll(async () => {
  tested = await testPlatform();
  hub = await openEventHub(tested.platform.database, tested.platform.log);
});
afterAll(async () => {
  await hub.close();
  await tested.drop();
});

async function ask(role: "owner" | "member" | null): Promise<Response> {
  const { platform } = tested;
  const headers = new Headers();
  const person = role ? await tested.person(role) : null;
  if (person?.userId) {
    const token = await createSession(platform.database.orm, person.userId, testSession);
    headers.set("cookie", `${sessionCookieName(platform.environment)}=${token}`);
  }
  return createHttpApp(createDoor(platform, hub)).request("/api/metrics", { headers });
}

test("metrics are for admins: a stranger is asked who it is, a member is refused", async () => {
  expect((await ask(null)).status).toBe(401);
  expect((await ask("member")).status).toBe(403);
});

test("metrics follow the text format: each sample under its help and type, every state of an operation named", async () => {
  const stop = hub.subscribe(() => {});
  const text = await (await ask("owner")).text();
  stop();
  expect(text).toContain('lockkeeper_operations{state="queued"} 0\n');
  expect(text).toContain("# TYPE lockkeeper_queue_depth gauge\nlockkeeper_queue_depth 0\n");
  expect(text).toContain("lockkeeper_event_followers 1\n");
  for (const line of text.trimEnd().split("\n")) {
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]+"\})? [\d.e+-]+)$/);
  }
});
