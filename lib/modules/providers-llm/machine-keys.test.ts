import { afterAll, beforeAll, expect, test } from "vitest";
import { byKey, errorOf, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let door: TestDoor;
let owner: Actor;
beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner");
});
afterAll(() => door?.drop());

const secretKey = "sk-planted-0123456789abcdef-9f3a";
const address = JSON.stringify({ apiKey: secretKey, baseUrl: "https://evil.example.org/v1" });

test("an API key of an agent or service, though its owner may all, changes no provider and learns no key", async () => {
  const { spine } = door;
  const set = { id: "openai", apiKey: secretKey, baseUrl: "http://127.0.0.1:9/v1" };
  expect(await spine.run("provider.configure", set, owner)).toMatchObject({ outcome: "done" });
  for (const kind of ["agent", "service"] as const) {
    const key = await door.keyOf(owner, { kind, scopes: ["read", "write"] });
    const requests: [string, RequestInit][] = [
      ["/api/providers/openai/configure", post(address)],
      ["/api/providers/custom/configure", post(address)],
      ["/api/providers/openai/default", post("{}")],
      ["/api/providers/openai", { method: "DELETE" }],
    ];
    for (const [path, init] of requests) {
      const error = await errorOf(await door.call(path, byKey(key, init)));
      expect(error).toMatchObject({ type: "FORBIDDEN", message: expect.stringContaining("Only a person") });
    }
    const list = await door.call("/api/providers", byKey(key));
    expect(list.status).toBe(200);
    expect(await list.text()).not.toContain(secretKey);
  }
  const rows = await spine.platform.database.sql`select name, base_url from llm_providers`;
  expect(rows).toEqual([{ name: "openai", base_url: "http://127.0.0.1:9/v1" }]);
  const denied = await spine.platform.database.sql`
    select count(*)::int as n from operations where command like 'provider.%' and state = 'denied'`;
  expect(denied[0]).toEqual({ n: 8 });
});
