import { type ClientRequest, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "#lib/kernel/ids.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { type Database, openDatabase } from "#lib/platform/db/database.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import { type Figure, latencyFigures } from "./figures.ts";
import { launchFloor } from "./processes.ts";
import type { Product, Running } from "./product.ts";

const samplesPerRound = 250;
const answerMs = 10_000;

interface Follower {
  /** Resolves with the time of `performance.now()` at which the event with this id came. */
  arrival(id: string): Promise<number>;
  close(): void;
}

/** R4: from a transaction's last statement of its own to the event in the hands of an SSE client. */
export async function measureEvents(product: Product, running: Running, rounds: number): Promise<Figure[]> {
  const database = openDatabase(running.databaseUrl, 2);
  const sql = connect(running.databaseUrl, { max: 1 });
  await sql`create table if not exists bench_events (id uuid primary key, topic text, name text)`;
  const floor = await launchFloor("notify-server.ts", { DATABASE_URL: running.databaseUrl });
  const authorization = `Bearer ${product.key}`;
  const ours = await follow(`${running.baseUrl}/api/events`, { authorization });
  const theirs = await follow(`http://127.0.0.1:${floor.port}/`, {});
  const values: number[] = [];
  const floors: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (let sample = 0; sample < samplesPerRound; sample += 1) {
        values.push(await timeOf(ours, (id) => tell(database, id)));
        floors.push(await timeOf(theirs, (id) => tellBare(sql, id)));
      }
    }
  } finally {
    ours.close();
    theirs.close();
    await floor.stop();
    await sql`drop table bench_events`;
    await sql.end();
    await database.close();
  }
  return latencyFigures(
    {
      id: "R4",
      what: "Event to the SSE client",
      goal: "≤ 2×",
      goal99: "–",
      note: "from the transaction's own last statement on; floor: one insert, NOTIFY, and a raw SSE server that listens",
    },
    values,
    floors,
  );
}

async function timeOf(follower: Follower, happen: (id: string) => Promise<number>): Promise<number> {
  const id = newId();
  const arrival = follower.arrival(id);
  const sinceMs = await happen(id);
  const atMs = await arrival;
  // Apart, as events of people are: the next one does not ride on this one's wake.
  await sleep(2);
  return atMs - sinceMs;
}

async function tell(database: Database, id: string): Promise<number> {
  let sinceMs = 0;
  await transact(database, async (tx) => {
    await tx.execute("select 1");
    publish(tx, { topic: "bench", name: "bench.told", subjectId: id, projectId: null });
    sinceMs = performance.now();
  });
  return sinceMs;
}

async function tellBare(sql: ReturnType<typeof connect>, id: string): Promise<number> {
  let sinceMs = 0;
  await sql.begin(async (tx) => {
    await tx`select 1`;
    sinceMs = performance.now();
    await tx`insert into bench_events values (${id}, 'bench', 'bench.told')`;
    await tx`select pg_notify('bench_event', ${id})`;
  });
  return sinceMs;
}

async function follow(url: string, headers: Record<string, string>): Promise<Follower> {
  const waiting = new Map<string, (atMs: number) => void>();
  let buffer = "";
  const request = await new Promise<ClientRequest>((resolve, reject) => {
    const sent = get(url, { headers }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${url} answered ${response.statusCode}.`));
      response.setEncoding("utf8").on("data", (text: string) => {
        const atMs = performance.now();
        buffer += text;
        const messages = buffer.split("\n\n");
        buffer = messages.pop() ?? "";
        for (const message of messages) {
          if (message.includes("event: ready")) resolve(sent);
          const id = /"id":"([0-9a-f-]{36})"/.exec(message)?.[1];
          if (id) waiting.get(id)?.(atMs);
        }
      });
    });
    sent.on("error", reject);
  });
  return {
    arrival: (id) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${url} did not tell of an event.`)), answerMs);
        waiting.set(id, (atMs) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(atMs);
        });
      }),
    close: () => request.destroy(),
  };
}
