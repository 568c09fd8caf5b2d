import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import packageFile from "../package.json" with { type: "json" };
import { version } from "./version.ts";

const token = "t".repeat(40);
const cleanups: Array<() => Promise<unknown> | unknown> = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function start(changes: Record<string, unknown> = {}, fileMode = 0o600) {
  const folder = await mkdtemp(join(tmpdir(), "lk-server-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "work"));
  const configPath = join(folder, "config.json");
  const config = {
    token,
    roots: { workspace: join(folder, "work") },
    worktreesDir: join(folder, "worktrees"),
    stateDir: join(folder, "state"),
    terminals: "pty",
    ...changes,
  };
  await writeFile(configPath, JSON.stringify(config));
  await chmod(configPath, fileMode);
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
    env: { ...process.env, WORKSPACED_CONFIG: configPath },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (chunk) => {
    log += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  cleanups.push(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const record = () =>
    vi.waitFor(async () => {
      const text = await readFile(join(folder, "state", "workspaced.json"), "utf8").catch(() => null);
      if (!text) throw new Error(`workspaced did not start: ${log}`);
      return JSON.parse(text) as { pid: number; port: number };
    }, 20_000);
  return { child, ended, record, log: () => log };
}

test("the version is the package's", () => {
  expect(version).toBe(packageFile.version);
});

test("every request needs the token, health and unknown routes included", async () => {
  const { record } = await start();
  const { port, pid } = await record();
  for (const path of ["/healthz", "/nothing"]) {
    for (const authorization of ["", "Bearer wrong", `Basic ${token}`]) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { type: "UNAUTHORIZED" } });
    }
  }
  const headers = { authorization: `Bearer ${token}` };
  const health = await fetch(`http://127.0.0.1:${port}/healthz`, { headers });
  expect(await health.json()).toEqual({ ok: true, version, pid, terminals: "pty" });
  expect((await fetch(`http://127.0.0.1:${port}/nothing`, { headers })).status).toBe(404);
});

test("SIGTERM ends it with code 0", async () => {
  const { child, ended, record } = await start();
  await record();
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
});

test("a bad configuration stops it with a sentence that names the field and never the token", async () => {
  const short = await start({ token: "short-secret" });
  expect(await short.ended).toBe(1);
  expect(short.log()).toContain("token must have at least 32 characters");
  expect(short.log()).not.toContain("short-secret");
  const relative = await start({ roots: { workspace: "work" } });
  expect(await relative.ended).toBe(1);
  expect(relative.log()).toContain("roots.workspace must be an absolute path");
  const open = await start({}, 0o644);
  expect(await open.ended).toBe(1);
  expect(open.log()).toContain("mode to 600");
});
