import { createHash, randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import xterm from "@xterm/headless";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  createTerminal,
  deleteTerminal,
  listTerminals,
  readActivity,
  renameTerminal,
} from "#lib/providers/workspaced/terminals.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { openTestViewer, type TestViewer } from "./test-viewer.ts";

// A CommonJS package: its names come with the default.
const { Terminal } = xterm;

/** The contract of every kind of terminal, kept through the real server and client. */
describe.each(["tmux", "pty"] as const)("terminals by %s", (kind) => {
  let workspace: TestWorkspace;
  let address: TestWorkspace["address"];
  const viewers: TestViewer[] = [];
  let count = 0;
  const shell = process.env.SHELL;

  beforeAll(async () => {
    process.env.SHELL = "/bin/bash";
    workspace = await startTestWorkspace({ terminals: kind });
    ({ address } = workspace);
  });
  afterEach(async () => {
    for (const viewer of viewers.splice(0)) await viewer.close();
    for (const { name } of (await listTerminals(address)).items)
      await deleteTerminal(address, name).catch(() => {});
  });
  afterAll(async () => {
    if (shell === undefined) delete process.env.SHELL;
    else process.env.SHELL = shell;
    await workspace.close();
  });

  async function view(name: string, query = {}, options = {}) {
    const viewer = await openTestViewer(address, name, query, options);
    viewers.push(viewer);
    return viewer;
  }
  /** A fresh shell whose prompt is $, with one viewer on it. */
  async function start(query = {}, options = {}) {
    count += 1;
    const name = `t${count}`;
    await createTerminal(address, { name });
    const viewer = await view(name, query, options);
    if (options && "acknowledges" in options) return { name, viewer };
    viewer.type("bind 'set enable-bracketed-paste off'; PS1='$ '; stty -echo; echo rea''dy\r");
    await viewer.sees("ready\r\n");
    return { name, viewer };
  }

  test("what is typed reaches the shell, and what it prints comes back byte by byte", async () => {
    const { viewer } = await start();
    viewer.type("printf 'caf\\303\\251 \\\\ tab\\there \\033[1mbold\\033[0m \\001 end\\n'\r");
    await viewer.sees("café \\ tab\there \x1b[1mbold\x1b[0m \x01 end\r\n");
  });

  test("typing keeps its order, bytes that are no UTF-8 included", async () => {
    const { viewer } = await start();
    viewer.type("stty raw; echo list''ening; head -c 3000 | md5sum; stty -raw\r");
    await viewer.sees("listening");
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7) % 256));
    for (let at = 0; at < bytes.length; at += 7) viewer.socket.send(bytes.subarray(at, at + 7));
    await viewer.sees(createHash("md5").update(bytes).digest("hex"));
  });

  test("every line of a flood arrives once and in order", async () => {
    const { viewer } = await start();
    viewer.type("seq 1 200000; echo do''ne\r");
    const end = await viewer.sees("done\r\n", { timeoutMs: 25_000 });
    const text = viewer.text().slice(0, end);
    const lines = text.slice(text.indexOf("1\r\n2\r\n3\r\n")).split("\r\n");
    expect(lines.slice(0, 200_000).findIndex((line, index) => line !== String(index + 1))).toBe(-1);
    expect(viewer.messages.filter(({ type }) => type === "ready")).toHaveLength(1);
  });

  test("a viewer that comes back with its cursor loses and repeats nothing", async () => {
    const id = randomUUID();
    const { name, viewer } = await start({ viewer: id });
    viewer.type("for i in $(seq 1 3000); do echo line-$i; done; echo do''ne\r");
    let all = "";
    let current = viewer;
    for (let round = 0; !all.includes("done\r\n"); round += 1) {
      if (round < 20) await expect.poll(() => current.bytes().length).toBeGreaterThan(0);
      else await current.sees("done\r\n");
      await current.close();
      all += current.bytes().toString("latin1");
      const cursor = current.cursor();
      current = await view(name, { viewer: id, cursor });
      await expect.poll(() => current.messages[0]).toEqual({ type: "ready", cursor, gap: false });
    }
    const expected = Array.from({ length: 3000 }, (_, index) => `line-${index + 1}\r\n`).join("");
    expect(all.includes(expected)).toBe(true);
  });

  test("a cursor outside of the ring gets a gap mark and the screen", async () => {
    const { name, viewer } = await start();
    viewer.type("seq 1 300000 | tail -n 200000; echo marked-li''ne\r");
    await viewer.sees("marked-line\r\n", { timeoutMs: 20_000 });
    for (const cursor of [0, Number.MAX_SAFE_INTEGER]) {
      const late = await view(name, { viewer: randomUUID(), cursor });
      await late.sees("marked-line");
      expect(late.messages[0]).toMatchObject({ type: "ready", gap: true });
      expect(late.text().startsWith("\x1bc")).toBe(true);
      expect(late.text()).toContain("299999");
    }
    const first = await view(name);
    await first.sees("marked-line");
    expect(first.messages[0]).toMatchObject({ type: "ready", gap: false });
  });

  test("a snapshot draws the same screen, history and cursor as the stream", async () => {
    const { name, viewer } = await start({ cols: 60, rows: 15 });
    const wrapped = "wrapped-".repeat(20);
    viewer.type(
      `seq 1 40; printf '\\033[1;31mred\\033[0m \\033[48;5;22mgreen\\033[0m\\n'; echo ${wrapped}; printf 'é漢字\\tx\\n'\r`,
    );
    await viewer.sees("x\r\n$ ");
    viewer.type("tput cup 3 7; printf here; cat > /dev/null\r");
    await viewer.sees("here");
    const late = await view(name, { viewer: randomUUID() });
    await late.sees("here");
    await expect.poll(() => late.cursor()).toBe(viewer.cursor());
    expect(await draw(late.bytes(), 60, 15)).toEqual(await draw(viewer.bytes(), 60, 15));
  });

  test("the first viewer's screen has the viewer's size from its first byte on", async () => {
    for (const name of ["size-1", "size-2", "size-3"]) {
      await createTerminal(address, { name });
      const viewer = await view(name, { cols: 60, rows: 9 });
      viewer.type("echo first-wo''rds\r");
      await viewer.sees("first-words\r\n");
      const [screen = ""] = viewer.text().split("\x1b[m", 1);
      expect(screen.split("\r\n").length).toBeLessThanOrEqual(9);
    }
  });

  test("after a snapshot the cursor is the stream's again, and inside of one it is not", async () => {
    const { name, viewer } = await start();
    viewer.type("echo bef''ore\r");
    await viewer.sees("before\r\n$ ");
    const id = randomUUID();
    const second = await view(name, { viewer: id });
    await second.sees("$ ", { from: await second.sees("before") });
    // The cursor's place in the snapshot comes after the text.
    await expect.poll(() => second.cursor()).toBe(viewer.cursor());
    const cursor = second.cursor();
    await second.close();
    viewer.type("echo aft''er\r");
    await viewer.sees("after\r\n$ ");
    const resumed = await view(name, { viewer: id, cursor });
    await resumed.sees("after\r\n");
    expect(resumed.messages[0]).toEqual({ type: "ready", cursor, gap: false });
    expect(resumed.text().startsWith("after\r\n")).toBe(true);
    const inside = await view(name, { viewer: id, cursor: cursor - 3 });
    await inside.sees("after");
    expect(inside.messages[0]).toMatchObject({ gap: true });
  });

  test("two viewers see the same, and both may type", async () => {
    const { name, viewer } = await start();
    const other = await view(name);
    await other.sees("ready");
    other.type("echo from-oth''er\r");
    await Promise.all([viewer.sees("from-other\r\n"), other.sees("from-other\r\n")]);
    expect((await listTerminals(address)).items[0]?.viewers).toBe(2);
  });

  test("a viewer that stops acknowledging is sent no more, and slows nobody", async () => {
    const { name, viewer } = await start();
    const stalled = await view(name, { viewer: randomUUID() }, { acknowledges: false });
    await expect.poll(() => stalled.messages.length).toBe(1);
    viewer.type("seq 1 400000; echo do''ne\r");
    await viewer.sees("done\r\n", { timeoutMs: 25_000 });
    expect(stalled.bytes().length).toBeLessThanOrEqual(100_000);
    // Once it acknowledges, what it missed is told as a gap and the screen comes.
    stalled.send({ type: "ack", bytes: stalled.bytes().length });
    await expect.poll(() => stalled.messages.length).toBe(2);
    expect(stalled.messages[1]).toMatchObject({ type: "ready", gap: true });
    await expect.poll(() => stalled.text().includes("\x1bc")).toBe(true);
  });

  test("Ctrl-C ends a flood on the screen at once", async () => {
    const { viewer } = await start();
    viewer.type("yes\r");
    await viewer.sees("y\r\ny\r\n");
    const startedAt = performance.now();
    const frames = viewer.frames.length;
    const from = viewer.bytes().length;
    viewer.type("\x03");
    await viewer.sees("\r\n$ ", { from });
    const seconds = (performance.now() - startedAt) / 1000;
    expect(seconds).toBeLessThan(2);
    expect(viewer.frames.length - frames).toBeLessThan(300 * seconds + 30);
  });

  test("the size is the latest viewer's, at attach and later", async () => {
    const { viewer } = await start({ cols: 100, rows: 30 });
    viewer.type("stty size\r");
    await viewer.sees("30 100\r\n");
    viewer.send({ type: "resize", cols: 132, rows: 43 });
    await expect
      .poll(async () => {
        const from = viewer.bytes().length;
        viewer.type("stty size\r");
        await viewer.sees("$ ", { from });
        return viewer.text().includes("43 132");
      })
      .toBe(true);
  });

  test("of several viewers the one who typed last has the size, and everybody is told whose it is", async () => {
    const { name, viewer } = await start({ cols: 100, rows: 30, name: "Olivia", viewer: "first" });
    const sizeBy = (who: TestViewer) => who.company()?.items.map(({ name: by, isSizing }) => [by, isSizing]);
    const other = await view(name, { cols: 60, rows: 20, name: "Milan", viewer: "second" });
    // Who only looks on changes nothing.
    await expect.poll(() => other.company()).toMatchObject({ cols: 100, rows: 30 });
    expect(other.company()?.items).toMatchObject([{ isYou: false }, { isYou: true }]);
    other.send({ type: "resize", cols: 70, rows: 22 });
    other.socket.send(Buffer.from("\x1b[I"));
    other.send({ type: "ping" });
    await expect.poll(() => other.messages).toContainEqual({ type: "pong" });
    expect(sizeBy(viewer)).toEqual([
      ["Olivia", true],
      ["Milan", false],
    ]);
    // tmux may take a moment to pass a size on.
    other.type("until stty size | grep '^22 70'; do sleep 0.1; done\r");
    await other.sees("22 70\r\n");
    await expect.poll(() => viewer.company()).toMatchObject({ cols: 70, rows: 22 });
    expect(sizeBy(viewer)).toEqual([
      ["Olivia", false],
      ["Milan", true],
    ]);
    viewer.send({ type: "resize", cols: 100, rows: 30, takes: true });
    await expect.poll(() => other.company()).toMatchObject({ cols: 100, rows: 30 });
    await viewer.close();
    await expect.poll(() => other.company()).toMatchObject({ cols: 70, rows: 22, items: [{ isYou: true }] });
    // Who had it last has it again when it is back.
    const back = await view(name, { cols: 100, rows: 30, viewer: "first" });
    await expect.poll(() => back.company()).toMatchObject({ cols: 100, rows: 30 });
  });

  test("exit comes last with the shell's code, and the name is free again", async () => {
    const { name, viewer } = await start();
    viewer.type("echo last-wo''rds; exit 7\r");
    expect(await viewer.exit()).toBe(7);
    expect(viewer.text()).toContain("last-words");
    expect(viewer.messages.at(-1)?.type).toBe("exit");
    await expect.poll(() => viewer.socket.readyState).toBe(viewer.socket.CLOSED);
    expect((await listTerminals(address)).items).toEqual([]);
    await createTerminal(address, { name });
    expect((await listTerminals(address)).items).toHaveLength(1);
  });

  test("the last words of a flood are there when the shell ends behind it", async () => {
    const { viewer } = await start();
    viewer.type("seq 1 100000; exit 3\r");
    expect(await viewer.exit()).toBe(3);
    expect(viewer.text().slice(-4000)).toContain("99999\r\n100000\r\n");
  });

  test("deleting ends the shell and tells its viewers", async () => {
    const { name, viewer } = await start();
    const [item] = (await listTerminals(address)).items;
    await deleteTerminal(address, name);
    await viewer.exit();
    await expect.poll(() => isAlive(item?.pid ?? 0)).toBe(false);
    await expect(deleteTerminal(address, name)).rejects.toMatchObject({ type: "NOT_FOUND" });
  });

  test("the list says what runs in front, and typing counts as activity where watching does not", async () => {
    const { name, viewer } = await start();
    const [idle] = (await listTerminals(address)).items;
    expect(idle).toMatchObject({ name, command: "bash", busy: false });
    const typedAt = idle?.lastTypedAt;
    expect(Date.parse(typedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
    viewer.send({ type: "ping" });
    viewer.socket.send(Buffer.from("\x1b[?1;2c"));
    viewer.socket.send(Buffer.from("\x1b[O"));
    await expect.poll(() => viewer.messages.at(-1)).toEqual({ type: "pong" });
    await view(name);
    expect((await listTerminals(address)).items[0]?.lastTypedAt).toBe(typedAt);
    viewer.type("sleep 30\r");
    await expect
      .poll(async () => (await readActivity(address)).terminals)
      .toEqual([{ name, command: "sleep", busy: true }]);
    expect((await readActivity(address)).lastTypedAt).not.toBe(typedAt);
  });

  test("a rename keeps shell, viewers and the place in the list", async () => {
    const { name, viewer } = await start();
    await createTerminal(address, { name: "taken" });
    await expect(renameTerminal(address, name, "taken")).rejects.toMatchObject({ status: 409 });
    await renameTerminal(address, name, "with.dots-and_more");
    const { items } = await listTerminals(address);
    expect(items.map((terminal) => terminal.name)).toEqual(["with.dots-and_more", "taken"]);
    viewer.type("echo still-he''re\r");
    await viewer.sees("still-here");
    const other = await view("with.dots-and_more");
    await other.sees("still-here");
    await expect(openTestViewer(address, name)).rejects.toMatchObject({ status: 404 });
  });

  test("it starts in its root or the folder asked for, with a clean environment", async () => {
    process.env.WORKSPACED_PLANTED = "secret";
    await mkdir(join(workspace.folder, "sub"), { recursive: true });
    await createTerminal(address, { name: "in-sub", cwd: "sub" });
    delete process.env.WORKSPACED_PLANTED;
    const viewer = await view("in-sub", { cols: 200, rows: 50 });
    viewer.type("pwd; env | grep -cE '^(TMUX|WORKSPACED|VITEST|NODE_ENV)'; echo $TERM $COLORTERM\r");
    await viewer.sees(`${join(workspace.folder, "sub")}\r\n0\r\n`);
    await viewer.sees("xterm-256color truecolor\r\n");
    await expect(createTerminal(address, { name: "x", cwd: "../.." })).rejects.toMatchObject({
      details: { field: "cwd" },
    });
  });

  test("hostile names, sizes and messages are refused", async () => {
    for (const name of ["", "A", "a b", "../x", "-x", "a:b", "x".repeat(64), "a\n", "$(id)"]) {
      await expect(createTerminal(address, { name }), name).rejects.toMatchObject({ status: 400 });
    }
    const { name } = await start();
    await expect(createTerminal(address, { name })).rejects.toMatchObject({ status: 409 });
    await expect(openTestViewer(address, "absent")).rejects.toMatchObject({ status: 404 });
    await expect(openTestViewer(address, name, { cols: 0 })).rejects.toMatchObject({ status: 400 });
    await expect(openTestViewer({ ...address, token: "wrong" }, name)).rejects.toMatchObject({ status: 401 });
    const viewer = await view(name);
    viewer.socket.send("not json");
    await expect.poll(() => viewer.socket.readyState).toBe(viewer.socket.CLOSED);
  });
});

/** The lines of an xterm after these bytes, history first, and its cursor. */
async function draw(bytes: Buffer, cols: number, rows: number) {
  const screen = new Terminal({ cols, rows, scrollback: 1000, allowProposedApi: true });
  await new Promise<void>((resolve) => screen.write(bytes, resolve));
  const { active } = screen.buffer;
  const lines = Array.from({ length: active.length }, (_, index) =>
    active.getLine(index)?.translateToString(true),
  );
  return { lines, x: active.cursorX, y: active.cursorY };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
