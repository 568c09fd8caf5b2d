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
import { openBareEngine } from "./floors/bare-engine.ts";

const atOnce = 10;
const promptMs = 60_000;

/** E1, E3 and the memory of an idle workspace: containers beside the Engine's own, with the image present. */
export async function measureWorkspaces(rounds: number): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), "lockkeeper-bench-docker-"));
  process.env.LOCKKEEPER_HOME = home;
  const runtime = await runtimeFor("docker");
  const engine = openBareEngine(readEnvironment().dockerSocket);
  const values: number[] = [];
  const floors: number[] = [];
  try {
    await runtime.prepare({ image: null });
    const model = newSpec();
    await createToPrompt(runtime, model);
    const copy = await engine.copySpec(`lockkeeper-${model.workspaceId}`);
    const bytes = await idleBytes(runtime, model.workspaceId);
    await runtime.remove(model.workspaceId, { keepData: false });
    const bare = async () => {
      const name = `lockkeeper-bench-${randomBytes(6).toString("hex")}`;
      try {
        return await engine.createToPrompt(copy, name);
      } finally {
        await engine.remove(name);
      }
    };
    const ours = async () => {
      const spec = newSpec();
      try {
        return await createToPrompt(runtime, spec);
      } finally {
        await runtime.remove(spec.workspaceId, { keepData: false });
      }
    };
    for (let round = 0; round < rounds; round += 1) {
      values.push(await ours());
      floors.push(await bare());
    }
    const together = (one: () => Promise<number>) =>
      Promise.all(Array.from({ length: atOnce }, one)).then((all) => Math.max(...all));
    return figuresOf({ values, floors, bytes, ten: await together(ours), tenBare: await together(bare) });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

interface Measured {
  values: number[];
  floors: number[];
  bytes: number | null;
  ten: number;
  tenBare: number;
}

const figuresOf = ({ values, floors, bytes, ten, tenBare }: Measured): Figure[] => [
  {
    id: "E1",
    what: "Workspace created, to the first prompt",
    unit: "ms",
    value: median(values),
    floor: median(floors),
    goal: "≤ 1.3×",
    note: "floor: the Engine's own network, volume, create, start and exec of a shell in the same container",
  },
  {
    id: "E3",
    what: `${atOnce} workspaces at once, the last one's prompt`,
    unit: "ms",
    value: ten,
    floor: tenBare,
    goal: "≤ 1.15×",
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
  const ref = await runtime.create(spec);
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
