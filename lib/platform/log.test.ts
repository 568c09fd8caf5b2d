import { DrizzleQueryError } from "drizzle-orm/errors";
import { expect, test } from "vitest";
import { secret } from "#lib/kernel/secret.ts";
import { createLogger, type Logger } from "#lib/platform/log.ts";

const planted = "planted-secret-1f7c";

function logged(write: (log: Logger) => void, logLevel: "info" | "warn" = "info"): string {
  const lines: string[] = [];
  write(createLogger({ logLevel, mode: "production" }, { write: (line) => lines.push(line) }));
  return lines.join("");
}

test("an event is one line of JSON with level, time and message", () => {
  expect(JSON.parse(logged((log) => log.info({ port: 1 }, "started")))).toMatchObject({
    level: 30,
    port: 1,
    msg: "started",
    time: expect.stringMatching(/^\d{4}-.*Z$/),
  });
});

test("events under the level are not written", () => {
  expect(logged((log) => log.info("quiet"), "warn")).toBe("");
});

test("secrets by name, at four depths, and Secret values are never written", () => {
  const line = logged((log) =>
    log.info({
      password: planted,
      token: planted,
      wrapped: secret(planted),
      user: { apiKey: planted },
      req: { headers: { authorization: planted, cookie: planted, "x-api-key": planted } },
      deep: { a: { b: { masterKey: planted } } },
    }),
  );
  expect(line).not.toContain(planted);
  expect(line.match(/\[secret\]/g)?.length).toBeGreaterThanOrEqual(8);
});

test("the values of a failed query are not written, its statement and cause are", () => {
  const cause = Object.assign(new Error("duplicate key"), { code: "23505", parameters: [planted] });
  const error = new DrizzleQueryError(
    "insert into people values ($1)",
    [`${planted}\nparams: ${planted}`],
    cause,
  );
  for (const line of [
    logged((log) => log.error(error)),
    logged((log) => log.error({ err: error, a: 1 }, "x")),
  ]) {
    expect(line).not.toContain(planted);
    expect(line).toContain("insert into people");
    expect(JSON.parse(line).err).toMatchObject({ cause: { code: "23505", message: "duplicate key" } });
  }
});
