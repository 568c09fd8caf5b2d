import { expect, test } from "vitest";
import { healthRoutes } from "#lib/http/health.ts";
import type { Platform } from "#lib/platform/platform.ts";

test("the database is asked once for all who come meanwhile, and anew for who comes then", async () => {
  const waiting: ((isThere: boolean) => void)[] = [];
  const execute = () =>
    new Promise((resolve, reject) =>
      waiting.push((isThere) => (isThere ? resolve([]) : reject(new Error()))),
    );
  const routes = healthRoutes({ database: { orm: { execute } } } as unknown as Platform);
  const flood = () =>
    Array.from({ length: 100 }, (_, index) => routes.request(index % 2 ? "/health" : "/healthz"));
  for (const isThere of [true, false, true]) {
    const asked = flood();
    expect(waiting).toHaveLength(1);
    waiting.pop()?.(isThere);
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([isThere ? 200 : 503]));
  }
});
