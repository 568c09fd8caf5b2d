import { Agent, type IncomingMessage, request } from "node:http";
import { newId } from "#lib/kernel/ids.ts";
import { hashToken, newToken } from "#lib/platform/auth/tokens.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { type Figure, latencyFigures, median } from "./figures.ts";
import { launchFloor } from "./processes.ts";
import type { Product, Running } from "./product.ts";

const streamsAtOnce = 4;

interface Target {
  url: string;
  token: string;
}

/** G1: streamed chat completions of the scripted model, through the gateway and asked directly. */
export async function measureGateway(product: Product, running: Running, rounds: number): Promise<Figure[]> {
  const model = await launchFloor("model-server.ts");
  const modelUrl = `http://127.0.0.1:${model.port}/v1`;
  const token = newToken();
  await configure(product, running, modelUrl);
  await makeRun(running.databaseUrl, token);
  const targets = {
    product: { url: `${running.baseUrl}/api/llm/openrouter/chat/completions`, token },
    floor: { url: `${modelUrl}/chat/completions`, token: "none" },
  };
  const delays = { product: [] as number[], floor: [] as number[] };
  const rates = { product: [] as number[], floor: [] as number[] };
  try {
    for (const name of ["product", "floor"] as const) await firstBytes(targets[name], 30);
    for (let round = 0; round < rounds; round += 1) {
      for (const name of ["product", "floor"] as const) {
        delays[name].push(...(await firstBytes(targets[name], 210)));
        rates[name].push(await drain(targets[name]));
      }
    }
  } finally {
    await model.stop();
  }
  return [
    ...latencyFigures(
      {
        id: "G1",
        what: "Model gateway, time to the first byte",
        goal: "floor + 2 ms",
        goal99: "floor + 10 ms",
        note: "floor: the scripted model asked directly; each call is checked against its budgets and counted",
      },
      delays.product,
      delays.floor,
    ),
    {
      id: "G1",
      what: `Model gateway, ${streamsAtOnce} streams at once`,
      unit: "MB/s",
      value: median(rates.product),
      floor: median(rates.floor),
      goal: "≥ 0.9×",
    },
  ];
}

/** A name that no other part uses: a provider that is in use changes its address only with a person's consent. */
async function configure({ key }: Product, { baseUrl }: Running, modelUrl: string): Promise<void> {
  const response = await fetch(`${baseUrl}/api/providers/openrouter/configure`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ baseUrl: modelUrl, apiKey: "sk-of-the-bench", models: ["scripted"] }),
    signal: AbortSignal.timeout(15_000),
  });
  if (response.status !== 200) throw new Error(`The provider was not set up: ${await response.text()}`);
}

/** A run that is under way and whose lease nobody else takes, with budgets far away. */
async function makeRun(databaseUrl: string, token: string): Promise<void> {
  const sql = connect(databaseUrl, { max: 1 });
  const [projectId, taskId, runId] = [newId(), newId(), newId()];
  const budgets = { runUsd: 1_000_000, monthUsd: 1_000_000 };
  await sql`
    insert into projects (id, slug, name, type, status, source, runtime, created_by, budgets)
    select ${projectId}, 'bench-gateway', 'Bench gateway', 'other', 'stopped', '{"type":"empty"}', 'local',
      (select id from users limit 1), ${sql.json(budgets)}`;
  await sql`
    insert into workspaces (id, project_id, runtime, desired_state, observed_state, access_token)
    values (${newId()}, ${projectId}, 'local', 'removed', 'removed', '')`;
  await sql`
    insert into tasks (id, project_id, number, title, description, status, current_run_id)
    values (${taskId}, ${projectId}, 1, 'Bench', '', 'in_progress', ${runId})`;
  await sql`
    insert into runs (id, project_id, task_id, ordinal, state, provider, model, config_version, branch, worktree,
      base_branch, gateway_token_hash, last_sequence, lease_owner, lease_until)
    values (${runId}, ${projectId}, ${taskId}, 1, 'running', 'openrouter', 'scripted', 0, 'task/1-bench', 'task-1',
      'main', ${hashToken(token)}, 0, 'bench', now() + interval '1 day')`;
  await sql.end();
}

const messages = (prompt: string) => [{ role: "user", content: prompt }];

function ask({ url, token }: Target, prompt: string, agent: Agent): Promise<IncomingMessage> {
  const body = JSON.stringify({
    model: "scripted",
    stream: true,
    stream_options: { include_usage: true },
    messages: messages(prompt),
  });
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    const sent = request(url, { method: "POST", agent, headers, timeout: 60_000 }, (response) => {
      if (response.statusCode === 200) return resolve(response);
      response.resume();
      reject(new Error(`${url} answered ${response.statusCode}.`));
    });
    sent.once("error", reject).end(body);
  });
}

/** One call after the other on one connection; milliseconds until the first byte of each answer. */
async function firstBytes(target: Target, count: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const delays: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const sinceMs = performance.now();
    let firstMs: number | null = null;
    for await (const _ of await ask(target, "short", agent)) firstMs ??= performance.now() - sinceMs;
    if (firstMs !== null) delays.push(firstMs);
  }
  agent.destroy();
  return delays;
}

/** Several long answers at once; MB a second of all of them together. */
async function drain(target: Target): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const sinceMs = performance.now();
  const read = async () => {
    let length = 0;
    for await (const chunk of await ask(target, "long", agent)) length += chunk.length;
    return length;
  };
  const lengths = await Promise.all(Array.from({ length: streamsAtOnce }, read));
  const seconds = (performance.now() - sinceMs) / 1000;
  agent.destroy();
  return lengths.reduce((sum, length) => sum + length, 0) / 1e6 / seconds;
}
