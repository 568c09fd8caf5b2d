import { startLockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { expect, test } from "#e2e/fixtures/test.ts";

test("pages, server actions and the API count alike, and health is always answered", async () => {
  test.setTimeout(120_000);
  const lockkeeper = await startLockkeeper({ env: { LOCKKEEPER_STRANGER_REQUESTS_PER_MINUTE: "3" } });
  try {
    const ask = async (path: string, init: RequestInit = {}) => {
      const answer = await fetch(`${lockkeeper.url}${path}`, { redirect: "manual", ...init });
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    };
    // A third of what a minute gives may come at once, and another comes after 20 s.
    const pages = [];
    for (let call = 0; call < 3; call += 1) pages.push(await ask("/sign-in"));
    expect(pages[0]?.status).toBe(200);
    const refused = pages.find(({ status }) => status === 429);
    expect(refused?.text).toContain("Too many requests of your address");
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);

    const action = { method: "POST", headers: { "next-action": "0".repeat(40) }, body: "[]" };
    const told = [];
    for (let call = 0; call < 3; call += 1) told.push((await ask("/sign-in", action)).status);
    expect(told).toContain(429);
    const api = [];
    for (let call = 0; call < 3; call += 1) api.push(await ask("/api/setup"));
    const inShape = api.find(({ status }) => status === 429);
    expect(JSON.parse(inShape?.text ?? "{}")).toMatchObject({
      error: { type: "RATE_LIMITED", status: 429, details: { retryAfterMs: expect.any(Number) } },
    });
    expect((await ask("/health")).status).toBe(200);
  } finally {
    await lockkeeper.stop();
  }
});
