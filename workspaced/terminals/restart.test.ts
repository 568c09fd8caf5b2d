import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createTerminal,
  deleteTerminal,
  listTerminals,
  readActivity,
  shutDown,
} from "#lib/providers/workspaced/terminals.ts";
import { openTestViewer, type TestViewer } from "./test-viewer.ts";

const token = "restart-token-of-more-than-32-characters";
let folder: string;
let running: ChildProcess;
let address: { baseUrl: string; token: string };
const viewers: TestViewer[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lk-restart-"));
  await mkdir(join(folder, "work"));
  const config = {
    token,
    roots: { workspace: join(folder, "work") },
    worktreesDir: join(folder, "worktrees"),
    // Longer than a socket's address may be: the tmux server must not mind.
    stateDir: join(folder, "a-long-name-".repeat(8), "state"),
    terminals: "tmux",
  };
  await writeFile(join(folder, "config.json"), JSON.stringify(config), { mode: 0o600 });
  await start(config.stateDir);
});
afterEach(async () => {
  // A test that failed half-way may have left it stopped.
  running.kill("SIGCONT");
  for (const viewer of viewers.splice(0)) await viewer.close();
  for (const { name } of (await listTerminals(address)).items) await deleteTerminal(address, name);
  await kill("SIGTERM");
  await rm(folder, { recursive: true, force: true });
});

async function start(stateDir = join(folder, "a-long-name-".repeat(8), "state")) {
  await rm(join(stateDir, "workspaced.json"), { force: true });
  running = spawn(process.execPath, [join(import.meta.dirname, "..", "main.ts"), "all"], {
    env: { ...process.env, SHELL: "/bin/bash", WORKSPACED_CONFIG: join(folder, "config.json") },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const record = await expect
    .poll(() => readFile(join(stateDir, "workspaced.json"), "utf8").catch(() => null), { timeout: 15_000 })
    .not.toBeNull()
    .then(() => readFile(join(stateDir, "workspaced.json"), "utf8"));
  address = { baseUrl: `http://127.0.0.1:${(JSON.parse(record) as { port: number }).port}`, token };
}

async function kill(signal: NodeJS.Signals) {
  const ended = once(running, "exit");
  running.kill(signal);
  return ended;
}

test("asked to shut down it ends, and its terminals with it only where that was asked for", async () => {
  await createTerminal(address, { name: "one" });
  const { pid } = (await listTerminals(address)).items[0] ?? {};
  let ended = once(running, "exit");
  await shutDown(address, { endTerminals: false });
  expect(await ended).toEqual([0, null]);
  await start();
  expect((await listTerminals(address)).items).toMatchObject([{ name: "one", pid }]);
  ended = once(running, "exit");
  await shutDown(address, { endTerminals: true });
  expect(await ended).toEqual([0, null]);
  await start();
  expect((await listTerminals(address)).items).toEqual([]);
});

async function view(name: string, query = {}) {
  const viewer = await openTestViewer(address, name, query);
  viewers.push(viewer);
  return viewer;
}

async function startShell() {
  await createTerminal(address, { name: "main.1" });
  const viewer = await view("main.1", { viewer: "one", cols: 90, rows: 20 });
  viewer.type("bind 'set enable-bracketed-paste off'; PS1='$ '; MARK=kept; clear; echo scre''en\r");
  await viewer.sees("screen\r\n$ ");
  return viewer;
}

test("after kill -9 the same shells are there, with their screen, history and typing time", async () => {
  const viewer = await startShell();
  viewer.type("seq -f 'old-%g' 1 500; sleep 1000 & \r");
  await viewer.sees("old-500");
  await viewer.sees("$ ", { from: await viewer.sees("[1] ") });
  const cursor = viewer.cursor();
  const [before] = (await listTerminals(address)).items;
  const { lastTypedAt } = await readActivity(address);
  expect(before).toMatchObject({ name: "main.1", command: "bash" });

  await kill("SIGKILL");
  await start();

  const [after] = (await listTerminals(address)).items;
  expect(after).toMatchObject({ name: "main.1", pid: before?.pid });
  expect(Date.parse(after?.lastTypedAt ?? "")).toBeGreaterThan(Date.parse(lastTypedAt ?? "") - 20_000);
  const again = await view("main.1", { viewer: "one", cursor, cols: 90, rows: 20 });
  await again.sees("old-500");
  expect(again.messages[0]).toMatchObject({ type: "ready", gap: true });
  expect(again.text()).toContain("old-1\r\n");
  again.type("echo $MARK; jobs; stty size\r");
  await again.sees("kept\r\n");
  await again.sees("sleep 1000");
  await again.sees("20 90\r\n");
});

test("what a terminal prints while nobody reads is on the screen afterwards", async () => {
  const viewer = await startShell();
  viewer.type(
    `while [ ! -e ${folder}/go ]; do sleep 0.05; done; seq -f 'alone-%g' 1 3000; touch ${folder}/done\r`,
  );
  await expect.poll(async () => (await readActivity(address)).terminals[0]?.busy).toBe(true);
  await kill("SIGKILL");
  await writeFile(join(folder, "go"), "");
  await expect
    .poll(
      () =>
        readFile(join(folder, "done")).then(
          () => true,
          () => false,
        ),
      { timeout: 10_000 },
    )
    .toBe(true);
  await start();
  const again = await view("main.1");
  await again.sees("alone-3000");
  for (const line of [1, 1500, 2999]) expect(again.text()).toContain(`alone-${line}\r\n`);
});

test("SIGTERM tells viewers that they may come back, and leaves the shells", async () => {
  const viewer = await startShell();
  const [before] = (await listTerminals(address)).items;
  const closed = once(viewer.socket, "close");
  expect((await kill("SIGTERM"))[0]).toBe(0);
  expect((await closed)[0]).toBe(1001);
  expect(viewer.messages.some(({ type }) => type === "exit")).toBe(false);
  await start();
  expect((await listTerminals(address)).items[0]?.pid).toBe(before?.pid);
});

test("a full-screen program comes back on its own screen, with the shell's behind it", async () => {
  const viewer = await startShell();
  viewer.type(
    "echo behi''nd; printf '\\033[?1049h\\033[2J\\033[5;10Hfull-scr''een\\033[?25l\\033[?1h\\033[?1002h\\033[?1006h'; read\r",
  );
  await viewer.sees("full-screen");
  await kill("SIGKILL");
  await start();
  const again = await view("main.1");
  await again.sees("full-screen");
  await again.sees("\x1b[?25l");
  const text = again.text();
  expect(text.indexOf("behind\r\n")).toBeLessThan(text.indexOf("\x1b[?1049h"));
  expect(text.indexOf("\x1b[?1049h")).toBeLessThan(text.indexOf("full-screen"));
  for (const mode of ["\x1b[?1h", "\x1b[?1002h", "\x1b[?1006h"]) expect(text).toContain(mode);
  again.type("\r");
  await again.sees("$ ", { from: again.bytes().length });
});

test("a lost control client is replaced, and its viewers are brought up to date", async () => {
  const viewer = await startShell();
  const { stdout } = spawn("ps", ["-o", "pid=,args=", "--ppid", String(running.pid)]);
  let processes = "";
  for await (const chunk of stdout) processes += chunk;
  const client = processes.split("\n").find((line) => line.includes("attach-session"));
  process.kill(Number(client?.trim().split(" ")[0]), "SIGKILL");
  await expect.poll(() => viewer.messages.length, { timeout: 10_000 }).toBe(2);
  expect(viewer.messages[1]).toMatchObject({ type: "ready", gap: true });
  viewer.type("echo still-he''re\r");
  await viewer.sees("still-here\r\n");
});

test("a reader that sleeps loses nothing of what a program prints meanwhile", async () => {
  const viewer = await startShell();
  viewer.type("seq -f 'flood-%g' 1 100000; echo rea''ched\r");
  await viewer.sees("flood-1\r\n");
  running.kill("SIGSTOP");
  const startedAt = Date.now();
  await expect.poll(() => Date.now() - startedAt).toBeGreaterThan(900);
  running.kill("SIGCONT");
  await viewer.sees("reached", { timeoutMs: 15_000 });
  const lines = viewer.text().slice(viewer.text().indexOf("flood-1\r\n")).split("\r\n").slice(0, 100_000);
  expect(lines.findIndex((line, index) => line !== `flood-${index + 1}`)).toBe(-1);
});

test("viewers that take nothing cost at most two megabytes each, whatever is printed", async () => {
  await createTerminal(address, { name: "printing" });
  const reader = await openTestViewer(address, "printing", {}, { keeps: false });
  viewers.push(reader);
  const flood = async (lines: number) => {
    const marker = `end-${lines}`;
    const ended = new Promise<void>((resolve) => {
      reader.socket.on("message", (data: Buffer, isBinary) => {
        if (isBinary && data.includes(marker)) resolve();
      });
    });
    reader.type(`seq 1 ${lines}; echo end''-${lines}\r`);
    await ended;
  };
  // More than later, so that the heap has had its greatest usual size by then.
  let before = 0;
  for (const lines of [1_500_000, 1_500_001, 1_500_002]) {
    await flood(lines);
    before = Math.max(before, await residentBytes());
  }
  const stalled = 20;
  for (let index = 0; index < stalled; index += 1) {
    const viewer = await openTestViewer(address, "printing", {}, { acknowledges: false, keeps: false });
    // Half of them do not even read their socket.
    if (index % 2 === 0) viewer.socket.pause();
    viewers.push(viewer);
  }
  await flood(1_500_003);
  // What they hold they hold on to; what is above that is rubbish, which is collected when there is something to do.
  let lines = 200_000;
  const costs = async () => {
    lines += 1;
    await flood(lines);
    return (await residentBytes()) - before;
  };
  await expect.poll(costs, { interval: 500 }).toBeLessThan(stalled * 2_000_000);
}, 120_000);

/** What the system has given workspaced in memory. */
async function residentBytes(): Promise<number> {
  const status = await readFile(`/proc/${running.pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}
