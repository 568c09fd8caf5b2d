import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { readEnvironment } from "#lib/platform/env.ts";
import { secretSettingVariables } from "#lib/platform/setting-variables.ts";
import { databaseFault, exampleFault } from "#lib/platform/weak-secrets.ts";

test("what stands in the place of a secret is refused, and what a service gives is not", () => {
  for (const example of [
    "changeme",
    "change-me",
    "please_change_me!",
    "your-client-secret",
    "<client secret>",
    ["$", "{GITHUB_TOKEN}"].join(""),
    "{{ token }}",
    "xxxxxxxx",
    "***",
    "...",
    "example",
    "secret",
    "password1",
    "put-your-token-here",
    "   ",
  ])
    expect(exampleFault(example, "X"), example).toMatch(/^X is an example and no secret; /);
  for (const real of [
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "a-secret-of-mine",
    "hunter2!",
    "my",
    "tokenring-4711",
    "d3adb33f",
  ])
    expect(exampleFault(real, "X"), real).toBeUndefined();
});

test("every secret that a variable can give is looked at before the server starts", () => {
  expect(secretSettingVariables.length).toBeGreaterThan(2);
  for (const name of secretSettingVariables)
    expect(() => readEnvironment({ [name]: "change-me" })).toThrow(`${name} is an example and no secret`);
});

test("a usual password is refused where the database is reached over a network, and only there", () => {
  const refused = [
    "postgres://postgres:postgres@db.example.org/lockkeeper",
    "postgres://lockkeeper:changeme@10.0.0.7:5432/lockkeeper",
    "postgresql://ada:ada@db/lockkeeper",
    "postgres://ada@db.example.org/lockkeeper?password=Secret",
    "postgres://ada:p%6Fstgres@db.example.org/lockkeeper",
  ];
  for (const address of refused) expect(databaseFault(address), address).toMatch(/openssl rand -hex 24/);
  const taken = [
    "postgres://postgres:postgres@localhost:5432/lockkeeper",
    "postgres://postgres:postgres@127.0.0.1/lockkeeper",
    "postgres://postgres:postgres@[::1]:5432/lockkeeper",
    "postgres://postgres:postgres@/lockkeeper?host=/var/run/postgresql",
    "postgres://lockkeeper@db.example.org/lockkeeper",
    "postgres://lockkeeper:3f0c9a4be1d24c77a6f5@db.example.org/lockkeeper",
  ];
  for (const address of taken) expect(databaseFault(address), address).toBeUndefined();
  const address = refused[0] ?? "";
  expect(() => readEnvironment({ DATABASE_URL: address })).toThrow(
    /^The password in DATABASE_URL is an example/,
  );
});

test("neither the compose file nor the example of the variables holds a secret that could be used", async () => {
  const root = join(import.meta.dirname, "../..");
  const example = parseEnv(await readFile(join(root, ".env.example"), "utf8"));
  const secrets = Object.entries(example).filter(([name]) =>
    /KEY|TOKEN|SECRET|PASSWORD|DATABASE_URL/.test(name),
  );
  expect(secrets.length).toBeGreaterThan(3);
  for (const [name, value] of secrets) expect(value, name).toBe("");
  for (const file of ["docker-compose.yml", "docker-compose.docker.yml"]) {
    const text = await readFile(join(root, file), "utf8");
    const given = [...text.matchAll(/^\s*(\w*(?:KEY|TOKEN|SECRET|PASSWORD|DATABASE_URL)\w*):\s*(.*)$/gm)];
    for (const [, name, value] of given)
      expect(value, `${name} of ${file}`).toMatch(/^(?:\$\{\w+:-\}|\/run\/lockkeeper\/[\w-]+)$/);
  }
});
