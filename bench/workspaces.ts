import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "#lib/kernel/ids.ts";
import { secret } from "#lib/kernel/secret.ts";
import { readEnvironment } from "#lib/platform/env.ts";
import type { Runtime, WorkspaceSpec } from "#lib/providers/runtimes/port.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";
import { createTerminal, terminalSocket } from "#lib/providers/workspaced/terminals.ts";
import { type Figure, median } from "./figures.ts";
import { type BareEngine, type ContainerCopy, openBareEngine } from "./floors/bare-engine.ts";
import type { Product } from "./product.ts";
import { measureServerShare } from "./server-share.ts";

const atOnce = 10;
/** Ten at once are heavy, and vary less than one does. */
const roundsAtOnceMax = 3;
const promptMs = 60_000;

/** E1, E3 and the memory of an idle workspace: containers beside the Engine's own, with the image present. */
export async function measureWorkspaces(product: Product, rounds: number): Promise<Figure[]> {
  const { dockerSocket } = readEnvironment();
  const serverMb = await measureServerShare(product, dockerSocket);
  const home = await mkdtemp(join(tmpdir(), "lockkeeper-bench-docker-"));
  process.env.LOCKKEEPER_HOME = home;
  const runtime = await runtimeFor("docker");
  const engine = openBareEngine(dockerSocket);
  const samples: Samples = { created: [], started: [], together: [] };
  const floors: Samples = { created: [], started: [], together: [] };
  try {
    await runtime.prepare({ image: null });
    const model = newSpec();
    await createToPrompt(runtime, model);
    const copy = await engine.copySpec(`lockkeeper-${model.workspaceId}`);
    const bytes = await idleBytes(runtime, model.workspaceId);
    await runtime.remove(model.workspaceId, { keepData: false });
    for (let round = 0; round < rounds; round += 1) {
      await measureOurs(runtime, samples);
      await measureBare(engine, copy, floors);
    }
    for (let round = 0; round < Math.min(rounds, roundsAtOnceMax); round += 1) {
      samples.together.push(await lastOf(() => measureOurs(runtime)));
      floors.together.push(await lastOf(() => measureBare(engine, copy)));
    }
    return [...figuresOf(samples, floors, bytes), shareFigure(serverMb)];
  } finally {
    await removeAll(runtime);
    await rm(home, { recursive: true, force: true });
  }
}

interface Samples {
  created: number[];
  started: number[];
  together: number[];
}

/** How long the last of ten took that were asked for at once. */
const lastOf = async (one: () => Promise<number>): Promise<number> =>
  Math.max(...(await Promise.all(Array.from({ length: atOnce }, one))));

/** Gives the milliseconds of a creation; with `samples` it is kept there, with those of a start after a stop. */
async function measureOurs(runtime: Runtime, samples?: Samples): Promise<number> {
  const spec = newSpec();
  try {
    const createdMs = await createToPrompt(runtime, spec);
    if (samples) {
      await runtime.stop(spec.workspaceId);
      samples.created.push(createdMs);
      samples.started.push(await startToPrompt(runtime, spec));
    }
    return createdMs;
  } finally {
    await runtime.remove(spec.workspaceId, { keepData: false });
  }
}

/** The same of the Engine alone. */
async function measureBare(engine: BareEngine, copy: ContainerCopy, samples?: Samples): Promise<number> {
  const name = `lockkeeper-bench-${randomBytes(6).toString("hex")}`;
  try {
    const createdMs = await engine.createToPrompt(copy, name);
    if (samples) {
      await engine.stop(name);
      samples.created.push(createdMs);
      samples.started.push(await engine.startToPrompt(name));
    }
    return createdMs;
  } finally {
    await engine.remove(name);
  }
}

/** What a measurement left that broke off: what holds others goes first. */
async function removeAll(runtime: Runtime): Promise<void> {
  const order = ["container", "volume", "network"];
  const left = await runtime.listBelongings();
  left.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  for (const belonging of left) await runtime.removeBelonging(belonging);
}

const figuresOf = (samples: Samples, floors: Samples, bytes: number | null): Figure[] => [
  {
    id: "E1",
    what: "Workspace created, to the first prompt",
    unit: "ms",
    value: median(samples.created),
    floor: median(floors.created),
    goal: "≤ 1.3×",
    note: "floor: the Engine's own network, volume, create, start and exec of a shell in the same container",
  },
  {
    id: "E1",
    what: "Stopped workspace started, to the first prompt",
    unit: "ms",
    value: median(samples.started),
    floor: median(floors.started),
    goal: "–",
    note: "floor: the Engine's own start and exec of a shell",
  },
  {
    id: "E3",
    what: `${atOnce} workspaces at once, the last one's prompt`,
    unit: "ms",
    value: median(samples.together),
    floor: median(floors.together),
    goal: "≤ 1.15×",
    note: "ours and the Engine's own in turns",
  },
  {
    id: "E4",
    what: "Idle workspace, its container's memory",
    unit: "MB",
    value: bytes === null ? null : bytes / 1e6,
    floor: null,
    goal: "–",
    note: "without the file cache that can be dropped, one terminal open",
  },
];

const shareFigure = (serverMb: number | null): Figure => ({
  id: "E4",
  what: "Idle workspace, the server's memory for it",
  unit: "MB",
  value: serverMb,
  floor: null,
  goal: "–",
  note: "proportional, of the server with five more of them than before",
});

const newSpec = (): WorkspaceSpec => ({
  workspaceId: newId(),
  projectId: newId(),
  slug: "bench",
  token: secret(randomBytes(32).toString("hex")),
  source: { type: "empty" },
  image: null,
  limits: { cpus: 2, memoryBytes: 2 * 1024 ** 3, processesMax: 1024 },
});

async function createToPrompt(runtime: Runtime, spec: WorkspaceSpec): Promise<number> {
  const sinceMs = performance.now();
  await runtime.create(spec);
  await startToPrompt(runtime, spec);
  return performance.now() - sinceMs;
}

async function startToPrompt(runtime: Runtime, spec: WorkspaceSpec): Promise<number> {
  const sinceMs = performance.now();
  const ref = spec.workspaceId;
  await runtime.start(ref);
  const { address: baseUrl = "" } = await runtime.observe(ref);
  const address = { baseUrl, token: spec.token.reveal() };
  await createTerminal(address, { name: "one" });
  const socket = terminalSocket(address, "one", { cols: 120, rows: 40 });
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("The terminal showed no prompt.")), promptMs);
    socket.once("error", reject);
    socket.on("message", (data: Buffer, isBinary) => {
      if (!isBinary || !data.includes("$")) return;
      clearTimeout(late);
      resolve();
    });
  });
  const tookMs = performance.now() - sinceMs;
  socket.terminate();
  return tookMs;
}

async function idleBytes(runtime: Runtime, ref: string): Promise<number | null> {
  for await (const { memoryBytes } of runtime.stats(ref, { intervalMs: 5000 })) return memoryBytes;
  return null;
}
