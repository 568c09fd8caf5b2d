import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askAudit } from "#scripts/ask-audit.ts";
import { judgeAudit } from "#scripts/judge-audit.ts";

/** A stand-in for a registry: it knows of one package, and of the advisories that a test gives. */
let advisories: { status: number; body: string };
let registry: Server;
let url: string;
let folder: string;

const bulk = "/-/npm/v1/security/advisories/bulk";
const dependency = { version: "1.0.0", resolved: "https://registry.example/leaky/-/leaky-1.0.0.tgz" };

beforeAll(async () => {
  registry = createServer((request, response) => {
    request.resume();
    const isBulk = request.method === "POST" && request.url === bulk;
    if (isBulk) response.writeHead(advisories.status, { "content-type": "application/json" });
    else response.writeHead(404, { "content-type": "application/json" });
    response.end(isBulk ? advisories.body : "{}");
  });
  registry.listen(0, "127.0.0.1");
  await once(registry, "listening");
  url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-audit-"));
  // What npm remembers of advisories is its own of this test.
  process.env.npm_config_cache = join(folder, "cache");
  const root = { name: "asked", version: "1.0.0", dependencies: { leaky: "1.0.0" } };
  const packages = { "": root, "node_modules/leaky": dependency };
  await writeFile(join(folder, "package.json"), JSON.stringify(root));
  await writeFile(
    join(folder, "package-lock.json"),
    JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages }),
  );
});
afterAll(async () => {
  registry.closeAllConnections();
  registry.close();
  delete process.env.npm_config_cache;
  await rm(folder, { recursive: true, force: true });
});

let ids = 0;
const advisory = (severity: string) => {
  // npm asks once about each.
  ids += 1;
  const known = {
    id: ids,
    url: "https://advisories.example/1",
    title: "It leaks",
    cwe: [],
    cvss: { score: 8 },
  };
  return JSON.stringify({ leaky: [{ ...known, severity, vulnerable_versions: "<2.0.0" }] });
};
const judge = async () => judgeAudit(await askAudit({ folder, registry: url }));

test.each(["high", "critical"])(
  "an advisory of %s that the registry knows fails the check",
  async (severity) => {
    advisories = { status: 200, body: advisory(severity) };
    const { isBad, sentence } = await judge();
    expect({ isBad, sentence }).toMatchObject({
      isBad: true,
      sentence: expect.stringContaining(`1 ${severity}`),
    });
  },
);

test("a lower one, or none, lets it pass", async () => {
  for (const body of [advisory("moderate"), "{}"]) {
    advisories = { status: 200, body };
    expect(await judge()).toEqual({ isBad: false, sentence: "no high or critical vulnerability is known" });
  }
});

test("a registry that cannot answer is said to be not asked", async () => {
  for (const status of [404, 405]) {
    advisories = { status, body: "{}" };
    expect((await judge()).sentence).toContain("not asked");
  }
  const closed = await askAudit({ folder, registry: "http://127.0.0.1:1/", deadlineMs: 1_000 });
  expect(judgeAudit(closed).sentence).toContain("not asked");
});
