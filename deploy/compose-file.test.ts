import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv, promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { settingCatalogue } from "#lib/kernel/settings/catalogue.ts";
import type { SettingField } from "#lib/kernel/settings/field.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");
const read = (name: string) => readFile(join(root, name), "utf8");

/** What is the container's own: said at the head of docker-compose.yml. */
const settled = ["PORT", "HOST", "LOCKKEEPER_HOME", "DATABASE_URL", "NODE_ENV", "LOCKKEEPER_WORKSPACE_USER"];

test("every variable of .env.example goes in, or its head says that it does not", async () => {
  const [example, file, socketFile] = await Promise.all(
    [".env.example", "docker-compose.yml", "docker-compose.docker.yml"].map(read),
  );
  const names = [...(example ?? "").matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  const [head = ""] = (file ?? "").split("\nservices:");
  expect(names.length).toBeGreaterThan(10);
  expect(new Set(names).size, "each of them once").toBe(names.length);
  for (const name of names) {
    if (name === "LOCKKEEPER_DOCKER_SOCKET") expect(socketFile).toMatch(/^ {6}LOCKKEEPER_DOCKER_SOCKET: \//m);
    else if (settled.includes(name ?? "")) expect(head).toMatch(new RegExp(`\\b${name}\\b`));
    else expect(file, name).toMatch(new RegExp(`^ {6}${name}: \\$\\{${name}:-`, "m"));
  }
});

test("no name stands twice in one list: docker compose does not read such a file", async () => {
  const given = [...(await read("docker-compose.yml")).matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name]) => name);
  expect(given.length).toBeGreaterThan(10);
  expect(given.filter((name, index) => given.indexOf(name) !== index)).toEqual([]);
});

test("what .env.example says of a setting is what holds without it", async () => {
  const example = parseEnv(await read(".env.example"));
  const fields: SettingField[] = Object.values(settingCatalogue).flatMap((setting) => Object.values(setting));
  for (const field of fields) {
    if (field.isSecret || field.variable === undefined) continue;
    const standard = [field.standard ?? ""].flat().join(",");
    expect(example[field.variable], field.variable).toBe(standard);
  }
});

test("no container of it keeps a capability that it was not given by name", async () => {
  const services = (await read("docker-compose.yml"))
    .split("\nservices:\n")[1]
    ?.split(/\nnetworks:\n/)[0]
    ?.split(/^(?= {2}\w+:$)/m);
  const all = (services ?? []).filter((text) => text.trim() !== "");
  expect(all).toHaveLength(3);
  for (const service of all) {
    expect(service).toMatch(/^ {4}cap_drop: \[ALL\]$/m);
    expect(service).toMatch(/^ {4}security_opt: \[no-new-privileges\]$/m);
  }
});

test("the database is asked for under a name that nobody on a project's network can have", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lk-secrets-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const make = () => run(process.execPath, [join(root, "deploy/make-secrets.mjs"), folder]);
  await make();
  const url = await readFile(join(folder, "database-url"), "utf8");
  const { hostname, password } = new URL(url);
  expect(password).toMatch(/^[0-9a-f]{48}$/);
  // The host names of containers that are not ours to name have no dots.
  expect(hostname).toContain(".");
  expect(await read("docker-compose.yml")).toContain(`aliases: [${hostname}]`);
  await make();
  expect(await readFile(join(folder, "database-url"), "utf8")).toBe(url);
});
