import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { byKeyword } from "#e2e/fixtures/scripted-model/turns.ts";
import { startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { openProject } from "./bench-workspace.ts";
import { type Figure, median } from "./figures.ts";
import { proportionalMb } from "./processes.ts";
import { ask, type Product, type Running } from "./product.ts";

const furtherRuns = 5;
/** The agents of all rounds stay: more would not fit. */
const roundsMax = 2;
const workingMs = 120_000;
/** What a run starts with is over by then. */
const settleMs = 10_000;

/** Every run says something and then waits for its model for as long as the measurement takes. */
const script = byKeyword({ "stay at work": [{ text: "At work.", hang: "after_text" }] });

/** B4: what cards with runs at work take: server, database, workspace and agents together. */
export async function measureRunsPerGb(
  product: Product,
  running: Running,
  rounds: number,
): Promise<Figure[]> {
  const model = await startScriptedModel({ script });
  const first: Sample[] = [];
  const further: Sample[] = [];
  try {
    const custom = { baseUrl: model.baseUrl, models: ["scripted"], apiKey: "sk-bench-1234", isDefault: true };
    await ask(running, product.key, "POST /api/providers/custom/configure", custom);
    await ask(running, product.key, "PUT /api/settings/runs", {
      parallelPerProjectMax: 50,
      parallelMax: 200,
    });
    // A project and a run before: what the first ones load is no share of each.
    for (let round = 0; round <= Math.min(rounds, roundsMax); round += 1) {
      const { projectId } = await openProject(product, running, { type: "empty" });
      const before = await taken(running);
      await startRun(product, running, projectId);
      const one = await taken(running);
      for (let run = 0; run < furtherRuns; run += 1) await startRun(product, running, projectId);
      const all = await taken(running);
      if (round === 0) continue;
      first.push(between(before, one, 1));
      further.push(between(one, all, furtherRuns));
    }
  } finally {
    await model.close();
  }
  const note =
    "proportional, in all processes of the product; floor: the share of it that OpenCode's own take";
  return [
    figure("A project's first run at work", "MB", first, (mb) => mb, note),
    figure("Each further run of the project", "MB", further, (mb) => mb),
    figure("Cards with runs per GB, of one project", "/GB", further, (mb) => 1000 / mb),
  ];
}

/** MB in all processes of the product, and in those of OpenCode. */
interface Sample {
  all: number;
  agents: number;
}

function figure(
  what: string,
  unit: Figure["unit"],
  samples: readonly Sample[],
  inUnit: (mb: number) => number,
  note?: string,
): Figure {
  const value = inUnit(median(samples.map(({ all }) => all)));
  const floor = inUnit(median(samples.map(({ agents }) => agents)));
  return { id: "B4", what, unit, value, floor, goal: "–", ...(note === undefined ? {} : { note }) };
}

const between = (before: Sample, after: Sample, runs: number): Sample => ({
  all: (after.all - before.all) / runs,
  agents: (after.agents - before.agents) / runs,
});

async function taken({ pid, postmasterPid }: Running): Promise<Sample> {
  await sleep(settleMs);
  const roots = [pid, postmasterPid];
  const all = await proportionalMb(roots);
  if (all === null) throw new Error("This machine does not say what memory its processes take.");
  return { all, agents: (await proportionalMb(roots, "opencode")) ?? 0 };
}

const Task = z.object({ id: z.string() });
const Output = z.object({ items: z.array(z.unknown()) });

/** Gives back once the agent's words are in the conversation. */
async function startRun({ key }: Product, running: Running, projectId: string): Promise<void> {
  const tasks = `/api/projects/${projectId}/tasks`;
  const { id } = Task.parse(await ask(running, key, `POST ${tasks}`, { title: "stay at work" }));
  await ask(running, key, `POST ${tasks}/${id}/execute`);
  for (const deadline = Date.now() + workingMs; Date.now() < deadline; await sleep(200)) {
    const { items } = Output.parse(await ask(running, key, `GET ${tasks}/${id}/events`));
    if (JSON.stringify(items).includes("At work.")) return;
  }
  const { status, statusReason } = await ask(running, key, `GET ${tasks}/${id}`);
  throw new Error(`The agent did not get to work: ${status}, ${statusReason ?? "no reason given"}.`);
}
