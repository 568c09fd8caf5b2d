import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { EnvironmentError, readEnvironment } from "#lib/platform/env.ts";

const refusal = (source: Record<string, string>): string => {
  try {
    readEnvironment(source);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentError);
    return (error as Error).message;
  }
  throw new Error("The variables were accepted.");
};

test("without variables the documented defaults stand", () => {
  const environment = readEnvironment({});
  expect(environment).toMatchObject({
    port: 3000,
    host: "127.0.0.1",
    home: resolve(".lockkeeper"),
    role: "all",
    logLevel: "info",
    mode: "production",
  });
  expect(environment.databaseUrl).toBeUndefined();
  expect(Object.isFrozen(environment)).toBe(true);
});

test("an empty variable counts as not set", () => {
  expect(
    readEnvironment({ PORT: "", DATABASE_URL: "", LOCKKEEPER_URL: "", LOCKKEEPER_NONSENSE: "" }).port,
  ).toBe(3000);
});

test("good values are read, and secrets do not print", () => {
  const token = randomBytes(24).toString("hex");
  const key = randomBytes(32).toString("base64");
  const environment = readEnvironment({
    PORT: "8080",
    HOST: "::1",
    DATABASE_URL: "postgres://a:hidden-pass@db/lk",
    LOCKKEEPER_URL: "https://lock.test/",
    LOCKKEEPER_SETUP_TOKEN: token,
    LOCKKEEPER_MASTER_KEY: key,
    ROLE: "worker",
    LOG_LEVEL: "debug",
    NODE_ENV: "test",
  });
  expect(environment).toMatchObject({ port: 8080, host: "::1", url: "https://lock.test", role: "worker" });
  expect(environment.setupToken?.reveal()).toBe(token);
  const printed = inspect(environment) + JSON.stringify(environment);
  for (const hidden of [token, key, "hidden-pass"]) expect(printed).not.toContain(hidden);
});

describe("a bad value stops with a sentence that names the variable and what is allowed", () => {
  const cases: [Record<string, string>, RegExp][] = [
    [{ PORT: "70000" }, /PORT must be a whole number from 0 to 65535/],
    [{ PORT: "80a" }, /PORT must be a whole number/],
    [{ HOST: "http://x" }, /HOST must be an IP address or a host name/],
    [{ DATABASE_URL: "mysql://x/y" }, /DATABASE_URL must .* postgres:\/\//],
    [{ LOCKKEEPER_URL: "ftp://x" }, /LOCKKEEPER_URL must be the http/],
    [{ LOCKKEEPER_URL: "https://x/path" }, /LOCKKEEPER_URL must/],
    [{ ROLE: "boss" }, /ROLE must be one of: all, web, worker/],
    [{ ROLE: "web" }, /ROLE can be web or worker only with a DATABASE_URL/],
    [{ LOG_LEVEL: "loud" }, /LOG_LEVEL must be one of: fatal/],
    [{ NODE_ENV: "staging" }, /NODE_ENV must be one of/],
    [{ LOCKKEEPER_REQUESTS_PER_MINUTE: "-1" }, /LOCKKEEPER_REQUESTS_PER_MINUTE must be a whole number/],
    [{ LOCKKEEPER_STREAMS_MAX: "99999999" }, /LOCKKEEPER_STREAMS_MAX must be .* 0 to 10000000/],
    [{ LOCKKEEPER_HOEM: "x" }, /LOCKKEEPER_HOEM is not a variable .*LOCKKEEPER_HOME/],
    [{ LOCKKEEPER_SETUP_TOKEN: "short-token" }, /LOCKKEEPER_SETUP_TOKEN must have at least 24/],
    [{ LOCKKEEPER_SETUP_TOKEN: "change-me-change-me-change-me" }, /LOCKKEEPER_SETUP_TOKEN is an example/],
    [{ LOCKKEEPER_SETUP_TOKEN: "abcdefghijabcdefghijabcdefghij" }, /LOCKKEEPER_SETUP_TOKEN is an example/],
    [{ LOCKKEEPER_MASTER_KEY: "c2hvcnQ=" }, /LOCKKEEPER_MASTER_KEY must be 32 bytes in base64/],
    [{ LOCKKEEPER_MASTER_KEY: Buffer.alloc(32).toString("base64") }, /LOCKKEEPER_MASTER_KEY is an example/],
    [
      {
        LOCKKEEPER_MASTER_KEY: Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString(
          "base64",
        ),
      },
      /LOCKKEEPER_MASTER_KEY is an example/,
    ],
    [
      { LOCKKEEPER_MASTER_KEY: Buffer.from("this-is-my-secret-key-of-32-byte").toString("base64") },
      /LOCKKEEPER_MASTER_KEY is an example/,
    ],
  ];
  test.each(cases)("%j", (source, sentence) => {
    const message = refusal(source);
    expect(message).toMatch(sentence);
    for (const [name, value] of Object.entries(source)) {
      if (name.includes("TOKEN") || name.includes("KEY")) expect(message).not.toContain(value);
    }
  });
});

test("a secret may lie in a file; one that is set wins, and one that cannot be read is named, not shown", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lk-env-"));
  const path = join(folder, "url");
  await writeFile(path, "postgres://a:hidden-pass@db/lk\n");
  const fromFile = readEnvironment({ DATABASE_URL_FILE: path });
  expect(fromFile.databaseUrl?.reveal()).toBe("postgres://a:hidden-pass@db/lk");
  const both = readEnvironment({ DATABASE_URL_FILE: path, DATABASE_URL: "postgres://other/lk" });
  expect(both.databaseUrl?.reveal()).toBe("postgres://other/lk");
  await rm(folder, { recursive: true });
  expect(refusal({ DATABASE_URL_FILE: path })).toBe(
    "The file that DATABASE_URL_FILE names cannot be read by this server.",
  );
});

test("random tokens and keys of the advised commands are accepted", () => {
  for (let round = 0; round < 500; round++) {
    readEnvironment({
      LOCKKEEPER_SETUP_TOKEN: randomBytes(24).toString("hex"),
      LOCKKEEPER_MASTER_KEY: randomBytes(32).toString("base64"),
    });
  }
});
