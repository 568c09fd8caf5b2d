import { setTimeout as sleep } from "node:timers/promises";
import { byKeyword } from "#e2e/fixtures/scripted-model/turns.ts";
import { startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { openProject } from "./bench-workspace.ts";
import { type Figure, median } from "./figures.ts";
import { ask, type Product, type Running } from "./product.ts";

const wordsCount = 5_000;
const screens = 25;
const agentMs = 120_000;
const lastWord = `word-${wordsCount}.`;

/** B3: words of a model through the real agent, our gateway and our database to many screens at once. */
export async function measureAgentEvents(
  product: Product,
  running: Running,
  rounds: number,
): Promise<Figure[]> {
  const words = Array.from({ length: wordsCount }, (_, index) => `word-${index + 1}. `);
  const model = await startScriptedModel({ script: byKeyword({ "speak at length": [{ text: words }] }) });
  const values: number[] = [];
  const floors: number[] = [];
  const delivered: number[] = [];
  try {
    const custom = { baseUrl: model.baseUrl, models: ["scripted"], apiKey: "sk-bench-1234", isDefault: true };
    await ask(running, product.key, "POST /api/providers/custom/configure", custom);
    const { projectId } = await openProject(product, running, { type: "empty" });
    for (let round = 0; round < rounds; round += 1) {
      const heard = await watchOneRun(product, running, projectId);
      values.push(wordsCount / (heard.elapsedMs / 1000));
      delivered.push(heard.messages / (heard.elapsedMs / 1000));
      floors.push(wordsCount / ((await readBare(model.baseUrl)) / 1000));
    }
  } finally {
    await model.close();
  }
  return [
    {
      id: "B3",
      what: `Words of an agent to ${screens} screens`,
      unit: "/s",
      value: median(values),
      floor: median(floors),
      goal: "≥ 500 /s",
      note: `until the last screen has the last word; ${Math.round(median(delivered))} messages a second in all, as states of a text are gathered; floor: one reader at the scripted model itself`,
    },
  ];
}

async function watchOneRun({ key }: Product, running: Running, projectId: string) {
  const tasks = `/api/projects/${projectId}/tasks`;
  const made = await ask(running, key, `POST ${tasks}`, { title: "speak at length" });
  const task = `${tasks}/${taskIdIn(made)}`;
  await ask(running, key, `POST ${task}/execute`);
  const followers = Array.from({ length: screens }, () => follow(`${running.baseUrl}${task}/output`, key));
  const heard = await Promise.all(followers);
  await untilStill(running, key, task);
  const firstMs = Math.min(...heard.map(({ firstWordMs }) => firstWordMs));
  const lastMs = Math.max(...heard.map(({ lastWordMs }) => lastWordMs));
  return { elapsedMs: lastMs - firstMs, messages: heard.reduce((sum, { messages }) => sum + messages, 0) };
}

function taskIdIn(answer: Record<string, unknown>): string {
  const task = answer.task ?? answer;
  if (typeof task === "object" && task !== null && "id" in task) return String(task.id);
  throw new Error(`No task was answered: ${JSON.stringify(answer)}`);
}

/** The next round begins with a machine that has nothing left to do. */
async function untilStill(running: Running, key: string, task: string): Promise<void> {
  for (const deadline = Date.now() + agentMs; Date.now() < deadline; await sleep(200)) {
    const { status } = await ask(running, key, `GET ${task}`);
    if (status !== "in_progress" && status !== "ai_review") return;
  }
  throw new Error("The run did not come to its end.");
}

/** Times of `performance.now()` at which the agent's first and last word had come. */
async function follow(url: string, key: string) {
  const leaving = new AbortController();
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(agentMs)]),
  });
  if (!response.body) throw new Error(`${url} answered ${response.status}.`);
  let rest = "";
  let messages = 0;
  let firstWordMs = Number.NaN;
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + text).split("\n\n");
    rest = frames.pop() ?? "";
    for (const frame of frames) {
      messages += 1;
      if (Number.isNaN(firstWordMs) && frame.includes("word-1.")) firstWordMs = performance.now();
      if (!frame.includes(lastWord)) continue;
      const lastWordMs = performance.now();
      leaving.abort();
      return { firstWordMs, lastWordMs, messages };
    }
  }
  throw new Error(`${url} ended before the last word.`);
}

async function readBare(baseUrl: string): Promise<number> {
  const sinceMs = performance.now();
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: "scripted",
      stream: true,
      messages: [{ role: "user", content: "speak at length" }],
    }),
    signal: AbortSignal.timeout(agentMs),
  });
  await response.text();
  return performance.now() - sinceMs;
}
