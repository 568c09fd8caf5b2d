/**
 * Prints what the built product takes, each figure beside a floor that runs interleaved in the same run. It sets no
 * threshold: machines drift, and the ratio is what counts.
 *
 *   npm run bench -- [--quick] [start] [list] [events] [terminals] [files] [protection] [audit] [git]
 *     [gateway] [workspaces] [board] [long-run] [review] [agent-events] [runs-per-gb] [flood]
 */
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { measureAgentEvents } from "./agent-events.ts";
import { measureAudit } from "./audit-append.ts";
import { measureBoard } from "./board.ts";
import { measureEvents } from "./events.ts";
import { type Figure, formatFigures } from "./figures.ts";
import { measureFiles } from "./files.ts";
import { measureFlood } from "./flood.ts";
import { measureGateway } from "./gateway.ts";
import { measureGit } from "./git.ts";
import { measureList } from "./list-projects.ts";
import { measureLongRun } from "./long-run.ts";
import { endAll } from "./processes.ts";
import { type Product, prepareProduct, type Running } from "./product.ts";
import { measureProtection } from "./protection.ts";
import { measureReview } from "./review.ts";
import { measureRunsPerGb } from "./runs-per-gb.ts";
import { measureStartAndMemory } from "./start-and-memory.ts";
import { measureTerminals } from "./terminals.ts";
import { measureWorkspaces } from "./workspaces.ts";

const parts = [
  "start",
  "list",
  "events",
  "terminals",
  "files",
  "protection",
  "audit",
  "git",
  "gateway",
  "workspaces",
  "board",
  "long-run",
  "review",
  "agent-events",
  "runs-per-gb",
  "flood",
] as const;
type Part = (typeof parts)[number];

const whileRunning: Record<
  Exclude<Part, "start" | "workspaces" | "flood">,
  (product: Product, running: Running, rounds: number) => Promise<Figure[]>
> = {
  list: measureList,
  events: measureEvents,
  terminals: measureTerminals,
  files: measureFiles,
  protection: measureProtection,
  audit: measureAudit,
  git: measureGit,
  review: measureReview,
  gateway: measureGateway,
  board: measureBoard,
  "long-run": measureLongRun,
  "agent-events": measureAgentEvents,
  "runs-per-gb": measureRunsPerGb,
};

let isBrokenOff = false;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { quick: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !parts.some((part) => part === name));
  if (unknown) throw new Error(`There is no bench ${unknown}; there are: ${parts.join(", ")}.`);
  const chosen = parts.filter((part) => positionals.length === 0 || positionals.includes(part));
  const rounds = values.quick ? 2 : 5;
  const load = loadavg()[0] ?? 0;
  console.log(
    `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 1e9)} GB, load before ${load.toFixed(1)}, ${rounds} rounds; a p99 takes 1,000 samples\n`,
  );
  const figures: Figure[] = [];
  const product = await prepareProduct();
  try {
    for (const part of chosen) if (!isBrokenOff) figures.push(...(await measure(part, product, rounds)));
  } finally {
    await product.remove();
  }
  console.log(formatFigures(figures));
}

/** A part that fails says so, and the others go on; the run then ends with 1. */
async function measure(part: Part, product: Product, rounds: number): Promise<Figure[]> {
  process.stderr.write(`${part} …\n`);
  try {
    if (part === "start") return await measureStartAndMemory(product, rounds);
    if (part === "flood") return await measureFlood(product, rounds);
    if (part === "workspaces") return await measureWorkspaces(product, rounds);
    const running = await product.start();
    try {
      return await whileRunning[part](product, running, rounds);
    } finally {
      await running.stop();
    }
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(
      `${part} could not be measured: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    return [];
  }
}

// A run that is broken off leaves neither processes nor folders.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    isBrokenOff = true;
    endAll();
  });
}
await main();
