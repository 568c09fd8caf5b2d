import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWorktree, getStatus, mergeBranch } from "#lib/providers/workspaced/git.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";
import { agent, commitFiles, gitIn, makeRepository, writeFiles } from "./test-repository.ts";

const token = "test-token-of-more-than-32-characters";
let outside: string;
let child: ChildProcess | null = null;

beforeEach(async () => {
  outside = await realpath(await mkdtemp(join(tmpdir(), "lk-merge-kill-")));
  await mkdir(join(outside, "work"));
  const config = {
    token,
    roots: { workspace: join(outside, "work") },
    worktreesDir: join(outside, "worktrees"),
    stateDir: join(outside, "state"),
    terminals: "pty",
  };
  await writeFile(join(outside, "config.json"), JSON.stringify(config), { mode: 0o600 });
});

afterEach(async () => {
  await kill();
  await rm(outside, { recursive: true, force: true, maxRetries: 5 });
});

async function start(): Promise<WorkspacedAddress> {
  const record = join(outside, "state", "workspaced.json");
  await rm(record, { force: true });
  child = spawn(process.execPath, [join(import.meta.dirname, "..", "main.ts")], {
    env: { ...process.env, WORKSPACED_CONFIG: join(outside, "config.json") },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const { port } = await vi.waitFor(
    async () => JSON.parse(await readFile(record, "utf8")) as { port: number },
    20_000,
  );
  return { baseUrl: `http://127.0.0.1:${port}`, token };
}

async function kill(): Promise<void> {
  if (child === null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
  child = null;
}

const files = (content: string) =>
  Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => [`folder-${index % 20}/file-${index}.txt`, content]),
  );

test("killed at any point of a merge, workspaced finishes it when asked again, and loses nothing", async () => {
  const folder = join(outside, "work");
  await makeRepository(folder, files("first\n"));
  await writeFiles(folder, { "mine.txt": "never committed\n" });
  let address = await start();
  for (const [round, delayMs] of [0, 60, 120, 180, 240, 300, 400, 500].entries()) {
    const input = { name: `task-${round}`, branch: `task/${round}`, base: "main" };
    const { path } = await createWorktree(address, input);
    await commitFiles(path, { ...files(`round ${round}\n`), [`new-${round}.txt`]: "new\n" });
    // A second commit on main, so that a merge commit is needed.
    await gitIn(folder, "commit", "--quiet", "--allow-empty", "--message", `main ${round}`);
    const merge = () =>
      mergeBranch(address, {
        branch: `task/${round}`,
        into: "main",
        message: `merge ${round}`,
        author: agent,
      });
    const first = merge().catch(() => null);
    await wait(delayMs);
    await kill();
    await first;
    address = await start();
    expect(await merge()).toMatchObject({ state: "merged" });
    const { entries, branch } = await getStatus(address);
    expect({ branch, paths: entries.map((entry) => entry.path) }).toEqual({
      branch: "main",
      paths: ["mine.txt"],
    });
    expect(await readFile(join(folder, "folder-7", "file-7.txt"), "utf8")).toBe(`round ${round}\n`);
    expect((await readdir(join(folder, ".git"))).filter((name) => /^index./.test(name))).toEqual([]);
    await gitIn(folder, "fsck", "--connectivity-only");
  }
}, 120_000);
