import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, median, p99Of, percentile } from "./figures.ts";
import { launchFloor, proportionalMb } from "./processes.ts";
import type { Product, Running } from "./product.ts";
import { type ProductTerminals, productTerminals } from "./product-terminal.ts";
import { type TerminalLine, webSocketLine, wettyLine } from "./terminal-line.ts";
import { type Flood, openViewer, type Viewer } from "./terminal-viewer.ts";

const keysPerRound = 200;
const floodLines = 2_000_000;
const catBytes = 50_000_000;
const resumesPerRound = 10;
const stalledViewers = 20;
const wettyFolder = join(tmpdir(), "lockkeeper-bench-wetty-3.2.0");

const names = ["product", "tmux", "pty", "wetty"] as const;
type Name = (typeof names)[number];
type Floor = Awaited<ReturnType<typeof launchFloor>>;
type Samples = Record<Name, number[]>;

const noSamples = (): Samples => ({ product: [], tmux: [], pty: [], wetty: [] });

/** T1 to T7: from browser protocol to shell and back, beside the bare servers and WeTTY, in turns. */
export async function measureTerminals(
  product: Product,
  running: Running,
  rounds: number,
): Promise<Figure[]> {
  const terminals = await productTerminals(product, running);
  const first = await terminals.open();
  const servers: Floor[] = [];
  const viewers: Partial<Record<Name, Viewer>> = {};
  const missing: string[] = [];
  try {
    viewers.product = await openViewer(await terminals.join(first, { id: randomUUID() }));
    for (const name of ["tmux", "pty"] as const) {
      const server = await launchFloor(`${name}-server.ts`);
      servers.push(server);
      viewers[name] = await openViewer(await webSocketLine(`ws://127.0.0.1:${server.port}/`));
    }
    const wetty = await launchFloor("wetty-server.ts").catch(() => null);
    if (wetty === null) missing.push("WeTTY could not be installed or started here");
    else {
      servers.push(wetty);
      viewers.wetty = await openViewer(await wettyLine(wetty.port, wettyFolder));
    }
    const note = missing.join("; ") || undefined;
    return [
      ...(await measureEcho(viewers, rounds, note)),
      ...(await measureFloods(viewers, rounds)),
      await measureStalled(terminals, running, viewers.product),
      ...(await measureNeighbour(terminals, viewers.product, rounds)),
      ...(await measureResume(terminals, first, servers, rounds)),
      ...(await measureInterrupt(viewers, rounds)),
    ];
  } finally {
    for (const viewer of Object.values(viewers)) await viewer.close();
    for (const server of servers) await server.stop();
  }
}

type Viewers = Partial<Record<Name, Viewer>>;

async function inTurns(
  viewers: Viewers,
  rounds: number,
  measure: (viewer: Viewer, name: Name) => Promise<void>,
) {
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) {
      const viewer = viewers[name];
      if (viewer) await measure(viewer, name);
    }
}

const orNull = (
  values: readonly number[],
  of: (values: readonly number[]) => number | null,
): number | null => (values.length === 0 ? null : of(values));

async function measureEcho(viewers: Viewers, rounds: number, note: string | undefined): Promise<Figure[]> {
  const delays = noSamples();
  await inTurns(viewers, rounds, async (viewer, name) => {
    delays[name].push(...(await viewer.echo(keysPerRound)));
  });
  const shares = [
    ["p50", median],
    ["p95", (values: readonly number[]) => percentile(values, 0.95)],
    ["p99", p99Of],
  ] as const;
  const floors = [
    ["tmux", "a bare ws server over tmux -C", ["≤ 2×", "–", "–"]],
    ["wetty", "WeTTY", ["≤ 0.6×", "–", "≤ 1×"]],
    ["pty", "a bare ws server over node-pty, which keeps no session", ["–", "–", "–"]],
  ] as const;
  return floors.flatMap(([floor, what, goals]) =>
    shares.map(
      ([share, of], at): Figure => ({
        id: "T1",
        what: `Terminal echo ${share}, beside ${what}`,
        unit: "ms",
        value: orNull(delays.product, of),
        floor: orNull(delays[floor], of),
        goal: goals[at] ?? "–",
        note: floor === "wetty" && at === 0 ? note : undefined,
      }),
    ),
  );
}

async function measureFloods(viewers: Viewers, rounds: number): Promise<Figure[]> {
  const floods = [
    { what: `seq 1 ${floodLines}`, command: `seq 1 ${floodLines}`, lines: floodLines },
    { what: "cat of 50 MB", command: "cat flood.txt", lines: 0 },
  ];
  // Lines of 100 characters, as files have them.
  const prepare = `yes ${"x".repeat(99)} | head -c ${catBytes} > flood.txt`;
  await inTurns(viewers, 1, async (viewer) => void (await viewer.flood(`cd $(mktemp -d); ${prepare}`)));
  const figures: Figure[] = [];
  for (const { what, command, lines } of floods) {
    const rates = noSamples();
    const frames = noSamples();
    let isWhole = true;
    await inTurns(viewers, rounds, async (viewer, name) => {
      const flood: Flood = await viewer.flood(command);
      rates[name].push(flood.bytes / 1e6 / flood.seconds);
      frames[name].push(flood.frames / flood.seconds);
      if (name === "product" && (lines > 0 ? flood.newlines < lines : flood.bytes < catBytes))
        isWhole = false;
    });
    const rate = (floor: Name, beside: string, goal: string, note?: string): Figure => ({
      id: "T2",
      what: `${what}, beside ${beside}`,
      unit: "MB/s",
      value: orNull(rates.product, median),
      floor: orNull(rates[floor], median),
      goal,
      note,
    });
    figures.push(
      rate("tmux", "tmux -C", "≥ 0.9×, every byte", isWhole ? "every byte came" : "bytes were missing"),
      rate("wetty", "WeTTY, which keeps no session", "–"),
      {
        id: "T3",
        what: `Frames during ${what}, beside tmux -C`,
        unit: "/s",
        value: orNull(frames.product, median),
        floor: orNull(frames.tmux, median),
        goal: "≤ 300 a second",
      },
    );
  }
  await inTurns(viewers, 1, async (viewer) => void (await viewer.flood('rm -r "$PWD"; cd /')));
  return figures;
}

/** What a viewer costs that reads nothing while another takes a flood. */
async function measureStalled(
  terminals: ProductTerminals,
  running: Running,
  viewer: Viewer | undefined,
): Promise<Figure> {
  const stalled: TerminalLine[] = [];
  const terminal = await terminals.open();
  const reader = await openViewer(await terminals.join(terminal, { id: randomUUID() }));
  await reader.flood(`seq 1 ${floodLines}`);
  const before = await proportionalMb([running.pid]);
  for (let index = 0; index < stalledViewers; index += 1) {
    const line = await terminals.join(terminal, { id: randomUUID(), isSilent: true });
    line.stall();
    stalled.push(line);
  }
  const { bytes } = await reader.flood(`seq 1 ${floodLines}`);
  const after = await proportionalMb([running.pid]);
  for (const line of stalled) await line.close();
  await reader.close();
  return {
    id: "T4",
    what: "Memory of server and workspace for a viewer that reads nothing",
    unit: "MB",
    value: before === null || after === null || !viewer ? null : Math.max(0, after - before) / stalledViewers,
    floor: bytes / 1e6,
    goal: "≤ 2 MB",
    note: "floor: what a server keeps that does not hold back",
  };
}

/** Typing in one terminal while another of the workspace floods. */
async function measureNeighbour(
  terminals: ProductTerminals,
  viewer: Viewer | undefined,
  rounds: number,
): Promise<Figure[]> {
  if (!viewer) return [];
  const noisy = await openViewer(await terminals.join(await terminals.open(), { id: randomUUID() }));
  const idle: number[] = [];
  const busy: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    idle.push(...(await viewer.echo(keysPerRound)));
    let isOver = false;
    const flooding = (async () => {
      while (!isOver) await noisy.flood("seq 1 300000");
    })();
    busy.push(...(await viewer.echo(keysPerRound)));
    isOver = true;
    await flooding;
  }
  await noisy.close();
  const figure = (share: string, of: (values: readonly number[]) => number | null, goal: string): Figure => ({
    id: "T5",
    what: `Terminal echo ${share} while another terminal floods, beside idle`,
    unit: "ms",
    value: of(busy),
    floor: of(idle),
    goal,
  });
  return [figure("p50", median, "–"), figure("p99", p99Of, "≤ 3×")];
}

/** From the network's return to the stream; the floor has nothing to return to, and begins a shell. */
async function measureResume(
  terminals: ProductTerminals,
  terminal: string,
  [server]: readonly Floor[],
  rounds: number,
): Promise<Figure[]> {
  const id = randomUUID();
  const times: number[] = [];
  const floor: number[] = [];
  let { cursor } = await terminals.resume(terminal, { id });
  let lossless = 0;
  for (let count = 0; count < rounds * resumesPerRound; count += 1) {
    const resumed = await terminals.resume(terminal, { id, cursor });
    cursor = resumed.cursor;
    times.push(resumed.ms);
    if (resumed.isLossless) lossless += 1;
    if (server) floor.push(await firstBytesMs(server.port));
  }
  return [
    {
      id: "T6",
      what: "Reconnect to a running shell, beside opening a bare one",
      unit: "ms",
      value: median(times),
      floor: orNull(floor, median),
      goal: "0 bytes lost or repeated",
      note: `${lossless} of ${times.length} went on at their byte`,
    },
  ];
}

async function firstBytesMs(port: number): Promise<number> {
  const sinceMs = performance.now();
  const line = await webSocketLine(`ws://127.0.0.1:${port}/`);
  await new Promise<void>((resolve) => {
    line.onBytes = () => resolve();
  });
  const ms = performance.now() - sinceMs;
  await line.close();
  return ms;
}

async function measureInterrupt(viewers: Viewers, rounds: number): Promise<Figure[]> {
  const delays = noSamples();
  await inTurns(viewers, rounds, async (viewer, name) => {
    delays[name].push(await viewer.interrupt());
  });
  return [
    {
      id: "T7",
      what: "Ctrl-C on yes until the prompt, beside tmux -C",
      unit: "ms",
      value: orNull(delays.product, median),
      floor: orNull(delays.tmux, median),
      goal: "≤ 200 ms",
    },
  ];
}
