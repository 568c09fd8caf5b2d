import { once } from "node:events";
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { newId } from "#lib/kernel/ids.ts";
import { hashToken, newToken } from "#lib/platform/auth/tokens.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { type Figure, latencyFigures } from "./figures.ts";
import { launch } from "./processes.ts";
import type { Product, Running } from "./product.ts";
import { request, type Target } from "./sequence.ts";

/** What a key may ask, as it is when nobody set it otherwise. */
const requestsPerMinute = 3_000;
const times = 50;
const samplesPerRound = 250;
/** Below what the other may ask. */
const paceMs = 25;
const settleMs = 1_000;

const Told = z.record(z.string(), z.number());

/** H5: what one asks while another's key asks 50 times what it may, beside the same with nobody else there. */
export async function measureFlood(product: Product, rounds: number): Promise<Figure[]> {
  const running = await product.start({ LOCKKEEPER_REQUESTS_PER_MINUTE: String(requestsPerMinute) });
  const delays = { idle: [] as number[], flooded: [] as number[] };
  const told = { answered: 0, refused: 0 };
  let floodedMs = 0;
  try {
    const [quiet, loud] = [await keyOfSomebody(running), await keyOfSomebody(running)];
    const url = `${running.baseUrl}/api/projects?limit=50`;
    const target = { url, headers: { authorization: `Bearer ${quiet}` } };
    await paced(target, 40);
    for (let round = 0; round < rounds; round += 1) {
      delays.idle.push(...(await paced(target, samplesPerRound)));
      const flood = startFlood(url, loud);
      const sinceMs = performance.now();
      await sleep(settleMs);
      delays.flooded.push(...(await paced(target, samplesPerRound)));
      const counts = await flood.end();
      floodedMs += performance.now() - sinceMs;
      told.answered += counts["200"] ?? 0;
      told.refused += counts["429"] ?? 0;
      await sleep(settleMs);
    }
  } finally {
    await running.stop();
  }
  const refusedPerSecond = Math.round((told.refused * 1000) / floodedMs);
  return latencyFigures(
    {
      id: "H5",
      what: `A list while another's key floods at ${times}×`,
      goal: "–",
      goal99: "≤ 2×",
      note: `floor: the same with nobody else; of the flood ${told.answered} were answered and ${told.refused} refused, ${refusedPerSecond} each second`,
    },
    delays.flooded,
    delays.idle,
  );
}

/** Asks at a steady pace, one after the other; milliseconds each. */
async function paced(target: Target, count: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const delays: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const sinceMs = performance.now();
    await request(target, agent);
    const tookMs = performance.now() - sinceMs;
    delays.push(tookMs);
    await sleep(Math.max(0, paceMs - tookMs));
  }
  agent.destroy();
  return delays;
}

function startFlood(url: string, key: string): { end(): Promise<Record<string, number>> } {
  const flooder = launch([new URL("flooder.ts", import.meta.url).pathname], {
    env: {
      FLOOD_URL: url,
      FLOOD_KEY: key,
      FLOOD_PER_SECOND: String((requestsPerMinute * times) / 60),
    },
  });
  return {
    async end() {
      const said = flooder.child.stdout
        ? once(flooder.child.stdout, "data")
        : Promise.reject(new Error("no output"));
      const [text] = await Promise.all([said, flooder.stop()]).then(([[first]]) => [String(first)]);
      return Told.parse(JSON.parse(text ?? "{}"));
    },
  };
}

/** The key of a person of their own. */
async function keyOfSomebody({ databaseUrl }: Running): Promise<string> {
  const sql = connect(databaseUrl, { max: 1 });
  const [userId, key] = [newId(), `lk_${newToken()}`];
  await sql`
    insert into users (id, name, email, role)
    values (${userId}, 'Bench', ${`${userId}@example.org`}, 'member')`;
  await sql`
    insert into api_keys (id, user_id, name, kind, scopes, prefix, key_hash)
    values (${newId()}, ${userId}, 'bench', 'cli', array['read'], ${key.slice(0, 8)}, ${hashToken(key)})`;
  await sql.end();
  return key;
}
