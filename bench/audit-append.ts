import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "#lib/kernel/ids.ts";
import { sealAudit } from "#lib/platform/audit/seal.ts";
import { walkChain } from "#lib/platform/audit/walk.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { type Database, openDatabase } from "#lib/platform/db/database.ts";
import { migrate } from "#lib/platform/db/migrate.ts";
import { type AuditRow, audit, transact } from "#lib/platform/db/transact.ts";
import { readEnvironment } from "#lib/platform/env.ts";
import { createLogger } from "#lib/platform/log.ts";
import { loadMasterKey } from "#lib/platform/master-key.ts";
import { type Figure, median } from "./figures.ts";
import type { Product, Running } from "./product.ts";

const writers = 8;
const roundMs = 2_000;

/**
 * Rows that eight writers add to the audit log, each in a transaction of its own, beside bare inserts of the same rows
 * into a table with the same columns and indexes; then how fast they are sealed, and checked. In a database of its own
 * on the product's cluster, so that the product's own sealer does not take part.
 */
export async function measureAudit(_: Product, running: Running, rounds: number): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), "lockkeeper-bench-audit-"));
  const admin = connect(running.databaseUrl, { max: 1 });
  await admin`create database bench_audit`;
  const url = running.databaseUrl.replace(/\/[^/?]+(\?|$)/, "/bench_audit$1");
  try {
    return await measureIn(url, home, rounds);
  } finally {
    await admin`drop database bench_audit with (force)`;
    await admin.end();
    await rm(home, { recursive: true, force: true });
  }
}

async function measureIn(url: string, home: string, rounds: number): Promise<Figure[]> {
  const environment = readEnvironment({ LOCKKEEPER_HOME: home, DATABASE_URL: url, LOG_LEVEL: "error" });
  await migrate({ url, log: createLogger(environment) });
  const database = openDatabase(url, writers);
  const bare = await openBare(url);
  const masterKey = await loadMasterKey({ home });
  const platform = { database, environment, masterKey };
  const rates = {
    ours: [] as number[],
    bare: [] as number[],
    sealed: [] as number[],
    checked: [] as number[],
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      rates.ours.push(await inParallel(() => append(database)));
      rates.bare.push(await inParallel(bare.append));
      rates.sealed.push(await rateOf(() => sealAll(platform)));
      rates.checked.push(await rateOf(async () => (await walkChain(platform)).rows));
    }
  } finally {
    await database.close();
    await bare.close();
  }
  return [
    {
      id: "A1",
      what: `Audit rows appended by ${writers}`,
      unit: "rows/s",
      value: median(rates.ours),
      floor: median(rates.bare),
      goal: "–",
      note: "one row in each transaction, counted under the lock that orders commits; floor: bare inserts over as many connections",
    },
    {
      id: "A2",
      what: "Audit rows sealed",
      unit: "rows/s",
      value: median(rates.sealed),
      floor: null,
      goal: "≥ A1",
    },
    {
      id: "A3",
      what: "Audit rows checked",
      unit: "rows/s",
      value: median(rates.checked),
      floor: null,
      goal: "–",
    },
  ];
}

/** What a finished command leaves. */
function newRow(): AuditRow {
  const [operationId, projectId, personId] = [newId(), newId(), newId()];
  const record = {
    what: "operation.succeeded",
    operationId,
    command: "task.create",
    level: "LOW",
    state: "succeeded",
    target: { kind: "project", id: projectId, name: "harbor-api" },
    input: { projectId, title: "Take orders of ships and send them on to the quay" },
    reason: null,
    actor: { kind: "person", id: personId, name: "Bench" },
    onBehalfOf: null,
    via: "dashboard",
    requestId: newId(),
    ip: "127.0.0.1",
    userAgent:
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
  };
  return { record, operationId, projectId, personId };
}

const append = (database: Database): Promise<void> =>
  transact(database, async (tx) => {
    audit(tx, newRow());
  });

async function openBare(url: string) {
  const sql = connect(url, { max: writers });
  await sql`create table bare_rows (like audit_log including defaults including generated including identity including indexes)`;
  let sequence = 0;
  return {
    async append() {
      const { record, operationId, projectId, personId } = newRow();
      sequence += 1;
      await sql`insert into bare_rows (record, operation_id, project_id, person_id, sequence)
        values (${JSON.stringify(record)}, ${operationId}, ${projectId}, ${personId}, ${sequence})`;
    },
    close: () => sql.end(),
  };
}

/** Calls a second, with as many at once as there are writers. */
async function inParallel(work: () => Promise<void>): Promise<number> {
  return rateOf(async () => {
    const untilMs = performance.now() + roundMs;
    let count = 0;
    const loop = async () => {
      while (performance.now() < untilMs) {
        await work();
        count += 1;
      }
    };
    await Promise.all(Array.from({ length: writers }, loop));
    return count;
  });
}

async function sealAll(platform: Parameters<typeof sealAudit>[0]): Promise<number> {
  let count = 0;
  for (;;) {
    const sealed = await sealAudit(platform);
    if (sealed === 0) return count;
    count += sealed;
  }
}

async function rateOf(work: () => Promise<number>): Promise<number> {
  const sinceMs = performance.now();
  const count = await work();
  return (count * 1000) / (performance.now() - sinceMs);
}
