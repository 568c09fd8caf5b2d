import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { createLogger } from "#lib/platform/log.ts";
import { getAgent, startAgent } from "#lib/providers/workspaced/agents.ts";
import { createTerminal, listTerminals } from "#lib/providers/workspaced/terminals.ts";
import { findProcesses } from "#workspaced/agents/process-tree.ts";
import { workspaceMarker } from "#workspaced/environment.ts";
import { addressOf, describeRuntimeContract, newSpec } from "../contract.ts";
import type { Observed } from "../port.ts";
import type { WorkspacedProgram } from "./context.ts";
import { createLocalRuntime } from "./driver.ts";

let home: string;
beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), "lk-local-")));
});
afterAll(async () => {
  // What a failed test left: it is detached, and would outlive us.
  for (const { ref } of await open().list()) await open().remove(ref, { keepData: false });
  await rm(home, { recursive: true, force: true });
});

const log = createLogger({ logLevel: "silent", mode: "test" });
const workspaceUser = process.env.LOCKKEEPER_WORKSPACE_USER;
const open = (program?: WorkspacedProgram) =>
  createLocalRuntime({ home, mode: "test", log, program, workspaceUser });
const folderOf = (ref: string, ...parts: string[]) => join(home, "workspaces", ref, ...parts);
const processesOf = (ref: string) => findProcesses(null, `${workspaceMarker}=${folderOf(ref)}`);

/** Never undefined: that would name this test's own process group. */
function pidOf({ pid }: Observed): number {
  if (pid === undefined) throw new Error("the workspace has no process");
  return pid;
}

async function kill(ref: string, signal: NodeJS.Signals = "SIGKILL") {
  const pid = pidOf(await open().observe(ref));
  process.kill(pid, signal);
  if (signal !== "SIGKILL") return pid;
  await expect.poll(async () => (await open().observe(ref)).state).toBe("failed");
  return pid;
}

describeRuntimeContract("local", async () => ({
  open: () => open(),
  kill: async (ref) => void (await kill(ref)),
  close: async () => {
    // Only what keeps later calls apart is left of workspaces that are gone.
    expect(await readdir(join(home, "workspaces"))).toEqual([".locks"]);
  },
}));

describe("the local runtime", { timeout: 120_000 }, () => {
  const runtime = createLocalRuntimeLater();

  test("nothing of a workspace runs after stop, and its folder and token are for the owner alone", async () => {
    const spec = newSpec();
    const ref = await runtime().create(spec);
    await runtime().start(ref);
    await createTerminal(await addressOf(runtime(), spec), { name: "one" });
    expect((await processesOf(ref)).length).toBeGreaterThan(1);
    expect((await stat(folderOf(ref))).mode & 0o777).toBe(0o700);
    expect((await stat(folderOf(ref, "config.json"))).mode & 0o777).toBe(0o600);
    for (const pid of await processesOf(ref)) {
      const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      const variables = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      expect(line + variables).not.toContain(spec.token.reveal());
      expect(variables).not.toMatch(/DATABASE|LOCKKEEPER_|VITEST/);
    }
    await runtime().stop(ref);
    expect(await processesOf(ref)).toEqual([]);
    await runtime().remove(ref, { keepData: false });
  });

  test("stop ends the terminals also after workspaced was killed, and remove does too", async () => {
    const spec = newSpec();
    const ref = await runtime().create(spec);
    for (const end of [() => runtime().stop(ref), () => runtime().remove(ref, { keepData: false })]) {
      await runtime().start(ref);
      await createTerminal(await addressOf(runtime(), spec), { name: "orphan" });
      await kill(ref);
      await expect.poll(() => processesOf(ref)).not.toEqual([]);
      await end();
      expect(await processesOf(ref)).toEqual([]);
    }
    expect((await runtime().observe(ref)).state).toBe("missing");
  });

  test("a workspaced that hangs is unreachable, and start replaces it", async () => {
    const spec = newSpec();
    const ref = await runtime().create(spec);
    await runtime().start(ref);
    const pid = await kill(ref, "SIGSTOP");
    expect(await runtime().observe(ref)).toMatchObject({
      state: "unreachable",
      reason: expect.stringContaining("did not answer"),
    });
    await runtime().start(ref);
    expect(pidOf(await runtime().observe(ref))).not.toBe(pid);
    await runtime().remove(ref, { keepData: false });
  });

  test("another version replaces workspaced at the next start, and its terminals go on", async () => {
    const spec = newSpec();
    const ref = await runtime().create(spec);
    await runtime().start(ref);
    const address = await addressOf(runtime(), spec);
    await createTerminal(address, { name: "kept" });
    const before = await listTerminals(address);
    const path = join(import.meta.dirname, "../../../../workspaced/main.ts");
    const upgraded = open({ path, version: "99.0.0" });
    const old = await upgraded.observe(ref);
    await upgraded.start(ref);
    expect(pidOf(await upgraded.observe(ref))).not.toBe(pidOf(old));
    const after = await listTerminals(await addressOf(upgraded, spec));
    expect(after.items.map(({ pid }) => pid)).toEqual(before.items.map(({ pid }) => pid));
    await runtime().remove(ref, { keepData: false });
  });

  test("a start whose server was killed half-way is gone on with: one workspaced, the same", async () => {
    const ref = await runtime().create(newSpec());
    const script = `
      import { createLocalRuntime } from "#lib/providers/runtimes/local/driver.ts";
      import { createLogger } from "#lib/platform/log.ts";
      const log = createLogger({ logLevel: "silent", mode: "test" });
      const [home, ref] = process.argv.slice(1);
      const workspaceUser = process.env.LOCKKEEPER_WORKSPACE_USER;
      await createLocalRuntime({ home, mode: "test", log, workspaceUser }).start(ref);`;
    const server = spawn(process.execPath, ["--input-type=module", "-e", script, home, ref], {
      stdio: "inherit",
    });
    const ended = once(server, "exit");
    const started = () => readFile(folderOf(ref, "process.json"), "utf8").catch(() => "");
    await expect.poll(started, { interval: 5, timeout: 10_000 }).toContain("}");
    server.kill("SIGKILL");
    await ended;
    const { pid } = JSON.parse(await started()) as { pid: number };
    await runtime().start(ref);
    expect(pidOf(await runtime().observe(ref))).toBe(pid);
    expect(await processesOf(ref)).toEqual([pid]);
    await runtime().remove(ref, { keepData: false });
  });

  test("an agent outlives a killed workspaced and ends with the workspace, its sessions kept", async () => {
    const spec = newSpec();
    const ref = await runtime().create(spec);
    await runtime().start(ref);
    const agent = await startAgent(await addressOf(runtime(), spec), "task-1", {});
    await kill(ref);
    await runtime().start(ref);
    const address = await addressOf(runtime(), spec);
    expect(await getAgent(address, "task-1")).toMatchObject({ state: "running", pid: agent.pid });
    await runtime().stop(ref);
    expect(await processesOf(ref)).toEqual([]);
    expect(await readdir(folderOf(ref, "state", "agents"))).toEqual(["task-1"]);

    await runtime().start(ref);
    await startAgent(await addressOf(runtime(), spec), "task-1", {});
    await kill(ref);
    await runtime().stop(ref);
    expect(await processesOf(ref)).toEqual([]);
    await runtime().remove(ref, { keepData: false });
  });

  test("a workspaced that cannot start fails at once with its own words", async () => {
    const ref = await runtime().create(newSpec());
    const path = join(home, "broken.mjs");
    await writeFile(
      path,
      `console.error(JSON.stringify({ message: "the cat sat on it" })); process.exit(1);`,
    );
    const error = await open({ path, version: "0" })
      .start(ref)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ publicMessage: expect.stringContaining("the cat sat on it") });
    expect(await runtime().observe(ref)).toMatchObject({ state: "failed", reason: expect.any(String) });
    await runtime().start(ref);
    expect((await runtime().observe(ref)).state).toBe("running");
    await runtime().remove(ref, { keepData: false });
  });

  test("one that never answers is ended with the deadline", async () => {
    const ref = await runtime().create(newSpec());
    const path = join(home, "silent.mjs");
    await writeFile(path, "setInterval(() => undefined, 1000);");
    const starting = open({ path, version: "0" }).start(ref, { deadlineMs: 1000 });
    await expect(starting).rejects.toMatchObject({ isRetryable: true });
    expect(await processesOf(ref)).toEqual([]);
    await runtime().remove(ref, { keepData: false });
  });

  test("a folder is used in place and survives every removal", async () => {
    const folder = join(home, "..", `lk-folder-${newId()}`);
    await mkdir(folder);
    try {
      await writeFile(join(folder, "mine.txt"), "mine");
      const spec = newSpec({ source: { type: "folder", path: folder } });
      const ref = await runtime().create(spec);
      expect(await runtime().create(spec)).toBe(ref);
      await runtime().start(ref);
      await symlink(folder, folderOf(ref, "worktrees", "link"));
      await runtime().remove(ref, { keepData: false });
      expect(await readFile(join(folder, "mine.txt"), "utf8")).toBe("mine");

      await runtime().create(spec);
      await rm(folder, { recursive: true });
      await expect(runtime().start(ref)).rejects.toThrow(/is gone/);
      await runtime().remove(ref, { keepData: false });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test("nothing but a workspace of its own is removed", async () => {
    const outside = join(home, "outside");
    await mkdir(outside);
    await writeFile(join(outside, "precious"), "");
    for (const ref of ["..", ".", "", "/etc", "../outside", `${newId()}/../../outside`]) {
      await expect(runtime().remove(ref, { keepData: false }), ref).rejects.toThrow(/not the reference/);
      await expect(runtime().stop(ref), ref).rejects.toThrow(/not the reference/);
    }
    const ref = newId();
    await mkdir(join(home, "workspaces"), { recursive: true });
    await symlink(outside, folderOf(ref));
    await expect(runtime().remove(ref, { keepData: false })).rejects.toThrow(/replaced/);
    expect(await runtime().observe(ref)).toMatchObject({ state: "failed" });
    expect((await runtime().list()).map((observed) => observed.ref)).toContain(ref);
    expect(await readdir(outside)).toEqual(["precious"]);
    await rm(folderOf(ref));
  });

  test("a process that was given the number of an ended workspaced is neither asked nor ended", async () => {
    const ref = await runtime().create(newSpec());
    await runtime().start(ref);
    const old = JSON.parse(await readFile(folderOf(ref, "process.json"), "utf8")) as object;
    await kill(ref);
    await writeFile(folderOf(ref, "process.json"), JSON.stringify({ ...old, pid: process.pid }));
    expect((await runtime().observe(ref)).state).toBe("failed");
    await runtime().remove(ref, { keepData: false });
  });
});

/** The home is known only once the tests run. */
function createLocalRuntimeLater() {
  let runtime: ReturnType<typeof open> | undefined;
  return () => {
    runtime ??= open();
    return runtime;
  };
}
