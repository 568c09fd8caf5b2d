import { Agent } from "node:http";
import { connect } from "#lib/platform/db/connect.ts";
import { type Figure, latencyFigures, median } from "./figures.ts";
import { launchFloor } from "./processes.ts";
import type { Product, Running } from "./product.ts";
import { inSequence, request, type Target } from "./sequence.ts";

const projectCount = 10_000;
const connections = 16;

/** H1: 50 of 10,000 projects through the REST door, authenticated, beside node with the same SQL. */
export async function measureList(product: Product, running: Running, rounds: number): Promise<Figure[]> {
  await fillProjects(running.databaseUrl);
  const floor = await launchFloor("list-server.ts", { DATABASE_URL: running.databaseUrl });
  const targets = {
    product: {
      url: `${running.baseUrl}/api/projects?limit=50`,
      headers: { authorization: `Bearer ${product.key}` },
    },
    floor: { url: `http://127.0.0.1:${floor.port}/`, headers: {} },
  };
  const delays = { product: [] as number[], floor: [] as number[] };
  const rates = { product: [] as number[], floor: [] as number[] };
  try {
    for (const name of ["product", "floor"] as const) await inSequence(targets[name], 50);
    for (let round = 0; round < rounds; round += 1) {
      for (const name of ["product", "floor"] as const) {
        delays[name].push(...(await inSequence(targets[name], 200)));
        rates[name].push(await inParallel(targets[name], 1_500));
      }
    }
  } finally {
    await floor.stop();
  }
  const goals = { goal: "floor + 1 ms", goal99: "–" };
  return [
    ...latencyFigures(
      { id: "H1", what: "List 50 of 10,000 projects", ...goals },
      delays.product,
      delays.floor,
    ),
    {
      id: "H1",
      what: `List, ${connections} at once`,
      unit: "req/s",
      value: median(rates.product),
      floor: median(rates.floor),
      goal: "≥ 0.5×",
      note: "floor: node:http and the same SQL, without authentication",
    },
  ];
}

async function fillProjects(databaseUrl: string): Promise<void> {
  const sql = connect(databaseUrl, { max: 1 });
  await sql`
    insert into projects (id, slug, name, type, status, source, runtime, created_by, last_activity_at)
    select gen_random_uuid(), 'bench-' || n, 'Bench project ' || n, 'other', 'stopped', '{"type":"empty"}', 'local',
      (select id from users limit 1), now() - n * interval '1 minute'
    from generate_series(1, ${projectCount}) as n`;
  // Removed ones, or the reconciler would be busy looking for ten thousand workspaces that never were.
  await sql`
    insert into workspaces (id, project_id, runtime, desired_state, observed_state, access_token)
    select gen_random_uuid(), id, 'local', 'removed', 'removed', '' from projects where slug like 'bench-%'`;
  await sql`analyze`;
  await sql.end();
}

/** As many as it takes at once; requests a second. */
async function inParallel(target: Target, durationMs: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const sinceMs = performance.now();
  let count = 0;
  const work = async () => {
    while (performance.now() - sinceMs < durationMs) {
      await request(target, agent);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  return (count * 1000) / (performance.now() - sinceMs);
}
