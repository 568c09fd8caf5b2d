import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { WebSocket } from "ws";
import {
  createTerminalConnection,
  type TerminalConnection,
  type TerminalConnectionOptions,
  type ViewerQuery,
} from "#lib/client/terminal-connection.ts";
import type { ConnectionPhase } from "#lib/client/terminal-phase.ts";
import { createTerminal, deleteTerminal, terminalSocket } from "#lib/providers/workspaced/terminals.ts";
import { startTestWorkspace, type TestWorkspace } from "#workspaced/test-workspace.ts";

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = await startTestWorkspace();
});
afterAll(() => workspace.close());

interface Viewer {
  connection: TerminalConnection;
  phases: ConnectionPhase[];
  queries: ViewerQuery[];
  gaps(): number;
  text(): string;
  /** Cuts the connection as a network does: without a goodbye. */
  cut(): void;
  type(text: string): boolean;
  close(): void;
}

function view(name: string, changes: Partial<TerminalConnectionOptions> = {}): Viewer {
  const phases: ConnectionPhase[] = [];
  const queries: ViewerQuery[] = [];
  const chunks: Buffer[] = [];
  let gaps = 0;
  let socket: WebSocket | null = null;
  const connection = createTerminalConnection({
    open(query) {
      queries.push(query);
      socket = terminalSocket(workspace.address, name, query);
      return socket;
    },
    onBytes(bytes, drawn) {
      chunks.push(Buffer.from(bytes));
      drawn();
    },
    onGap: () => {
      gaps += 1;
    },
    onPhase: (phase) => phases.push(phase),
    probe: async () => ({ kind: "there" }),
    size: { cols: 100, rows: 30 },
    random: () => 0.99,
    ...changes,
  });
  return {
    connection,
    phases,
    queries,
    gaps: () => gaps,
    text: () => Buffer.concat(chunks).toString(),
    cut: () => socket?.terminate(),
    type: (text) => connection.type(new TextEncoder().encode(text)),
    close: () => connection.close(),
  };
}

const until = (holds: () => boolean, what: string, timeoutMs = 15_000): Promise<void> =>
  vi.waitFor(
    () => {
      if (!holds()) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    },
    { timeout: timeoutMs, interval: 10 },
  );

const isLive = (viewer: Viewer) => viewer.connection.phase().state === "live";

async function openTerminal(name: string): Promise<void> {
  await createTerminal(workspace.address, { name, root: "workspace" });
}

test("what is typed reaches the shell, and its answer the viewer", async () => {
  await openTerminal("echo");
  const viewer = view("echo");
  await until(() => isLive(viewer), "live");
  expect(viewer.type("echo $((6*7))-$(stty size)\n")).toBe(true);
  await until(() => viewer.text().includes("42-30 100"), "the answer, in the size asked for");
  viewer.connection.resize(90, 20);
  viewer.type("sleep 0.3; echo now-$(stty size)\n");
  await until(() => viewer.text().includes("now-20 90"), "the new size");
  viewer.close();
});

test("no byte is lost or doubled over ten cuts in the middle of a stream", async () => {
  await openTerminal("lossless");
  const viewer = view("lossless");
  await until(() => isLive(viewer), "live");
  const enough = join(workspace.folder, "enough");
  viewer.type(
    `clear; i=0; until [ -e '${enough}' ]; do i=$((i+1)); echo line-$i-end; [ $((i%40)) = 0 ] && sleep 0.01; done; echo all-$((1+1))-done-$i.\n`,
  );
  for (let cuts = 0; cuts < 10; cuts += 1) {
    const before = viewer.text().length;
    await until(() => viewer.text().length > before, "more output");
    viewer.cut();
    await until(() => !isLive(viewer), "the cut is seen");
    viewer.connection.wake();
    await until(() => isLive(viewer), "live again");
  }
  await writeFile(enough, "");
  await until(() => /all-2-done-\d+\./.test(viewer.text()), "the end of the stream");
  const numbers = [...viewer.text().matchAll(/line-(\d+)-end/g)].map(([, number]) => Number(number));
  const last = Number(/all-2-done-(\d+)/.exec(viewer.text())?.[1]);
  expect(last).toBeGreaterThan(10);
  expect(numbers).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  expect(viewer.gaps()).toBe(0);
  expect(viewer.queries).toHaveLength(11);
  expect(new Set(viewer.queries.map((query) => query.viewer)).size).toBe(1);
  viewer.close();
});

test("a viewer that was away for longer than the ring reaches is told of the gap and given the screen", async () => {
  await openTerminal("gap");
  let isAway = false;
  let socket: WebSocket | null = null;
  const viewer = view("gap", {
    open(query) {
      socket = terminalSocket(workspace.address, isAway ? "nowhere" : "gap", query);
      return socket;
    },
  });
  const other = view("gap");
  await until(() => isLive(viewer) && isLive(other), "live");
  isAway = true;
  (socket as WebSocket | null)?.terminate();
  other.type("seq 1 400000; echo far-$((1+1))-gone\n");
  await until(() => other.text().includes("far-2-gone"), "the flood is over", 60_000);
  expect(viewer.text()).not.toContain("far-2-gone");
  const lengthBefore = viewer.text().length;
  isAway = false;
  viewer.connection.wake();
  await until(() => viewer.text().includes("far-2-gone"), "the present screen");
  expect(viewer.gaps()).toBe(1);
  expect(viewer.text().slice(lengthBefore).startsWith("\x1bc")).toBe(true);
  other.close();
  viewer.close();
});

test("a viewer that draws slowly is sent no more than it has drawn, and gets all of it", async () => {
  await openTerminal("slow");
  const waiting: Array<() => void> = [];
  let received = 0;
  const viewer = view("slow", {
    onBytes(bytes, drawn) {
      received += bytes.length;
      waiting.push(drawn);
    },
  });
  await until(() => isLive(viewer), "live");
  viewer.type("seq 1 100000\n");
  await until(() => received >= 100_000, "as much as may be unacknowledged");
  const held = received;
  await expect(until(() => received > held + 64 * 1024, "more", 500)).rejects.toThrow();
  for (const drawn of waiting.splice(0)) drawn();
  await until(() => received > held + 64 * 1024, "more, once it was drawn");
  viewer.close();
});

test("typing is refused while nobody would receive it", async () => {
  await openTerminal("refusing");
  const viewer = view("refusing");
  expect(viewer.type("too early\n")).toBe(false);
  await until(() => isLive(viewer), "live");
  viewer.cut();
  await until(() => !isLive(viewer), "the cut is seen");
  expect(viewer.type("into the void\n")).toBe(false);
  await until(() => isLive(viewer), "live again by itself");
  viewer.type("echo here-$((2+2))\n");
  await until(() => viewer.text().includes("here-4"), "the answer");
  expect(viewer.text()).not.toContain("into the void");
  viewer.close();
});

test("the end of the shell ends the connection with its code, for good", async () => {
  await openTerminal("ending");
  const viewer = view("ending");
  await until(() => isLive(viewer), "live");
  viewer.type("exit 3\n");
  await until(() => viewer.connection.phase().state === "ended", "the end");
  expect(viewer.connection.phase()).toEqual({ state: "ended", code: 3 });
  expect(viewer.type("more")).toBe(false);
  viewer.connection.wake();
  expect(viewer.queries).toHaveLength(1);
});

test("a refused connection is explained by the probe: gone ends it, stopped waits, signed out says so", async () => {
  await openTerminal("short-lived");
  await deleteTerminal(workspace.address, "short-lived");
  const gone = view("short-lived", { probe: async () => ({ kind: "gone" }) });
  await until(() => gone.connection.phase().state === "ended", "ended");
  const stopped = view("short-lived", { probe: async () => ({ kind: "stopped" }) });
  await until(() => stopped.connection.phase().state === "stopped", "stopped");
  const signedOut = view("short-lived", { probe: async () => ({ kind: "signed-out" }) });
  await until(() => signedOut.connection.phase().state === "signed-out", "signed out");
  for (const viewer of [gone, stopped, signedOut]) viewer.close();
});
