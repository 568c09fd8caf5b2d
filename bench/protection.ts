import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { projects } from "#drizzle/schema/projects.ts";
import { findCommand } from "#lib/commands.ts";
import { directRunner } from "#lib/http/door.ts";
import { newId } from "#lib/kernel/ids.ts";
import { submit } from "#lib/operations/submit.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { openDatabase } from "#lib/platform/db/database.ts";
import { readEnvironment } from "#lib/platform/env.ts";
import { openPlatform, type Platform } from "#lib/platform/platform.ts";
import { type ActionRow, actions } from "#lib/protection/actions.ts";
import { type DecideInput, decide } from "#lib/protection/decide.ts";
import { type Figure, latencyFigures, median } from "./figures.ts";
import { launchFloor } from "./processes.ts";
import type { Product, Running } from "./product.ts";
import { inSequence } from "./sequence.ts";

/** H3 and what the protection layer costs: decisions, one LOW command beside its bare SQL, the approvals page. */
export async function measureProtection(
  product: Product,
  running: Running,
  rounds: number,
): Promise<Figure[]> {
  return [
    measureDecisions(rounds),
    ...(await measureCommand(running, rounds)),
    ...(await measureQueue(product, running, rounds)),
  ];
}

const now = new Date();
const cases: DecideInput[] = Object.values<ActionRow>(actions).flatMap((action) =>
  (["person", "agent"] as const).map((kind) => ({
    action,
    actor: { kind, personId: "asker", role: "admin", isReadOnly: false, mayConfirm: kind === "person" },
    facts: { access: "admin", traits: ["default_branch"], held: {}, fingerprint: "print" },
    consents: [
      { kind: "confirmation", personId: "other", isNameTyped: true, hasJustSignedIn: false, givenAt: now },
    ],
    policy: { project: { level: "MEDIUM" }, cooldownMs: { HIGH: 1000 } },
    now,
  })),
);

/** Every row of the catalogue asked by a person and by an agent, under rules and with a consent. */
function measureDecisions(rounds: number): Figure {
  const rate = (ask: (input: DecideInput) => unknown): number => {
    const sinceMs = performance.now();
    let count = 0;
    while (performance.now() - sinceMs < 300) {
      for (const input of cases) ask(input);
      count += cases.length;
    }
    return (count * 1000) / (performance.now() - sinceMs);
  };
  const values: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    values.push(rate(decide));
    floors.push(rate(({ action, facts }) => action.level === "LOW" && facts.access === "admin"));
  }
  return {
    id: "H3",
    what: "Decisions",
    unit: "/s",
    value: median(values),
    floor: median(floors),
    goal: "–",
    note: "floor: one comparison in the same loop",
  };
}

const commandsEach = 250;

/** `project.update` through the spine, beside the one statement it is about, in a transaction of its own. */
async function measureCommand({ databaseUrl }: Running, rounds: number): Promise<Figure[]> {
  const platform = await openBenchPlatform(databaseUrl);
  const { orm } = platform.database;
  try {
    const actor = await ownerOf(platform);
    const projectId = await addProject(platform, actor);
    const command = findCommand("project.update");
    if (!command) throw new Error("There is no project.update.");
    const runDirect = directRunner(platform);
    const throughSpine = async (name: string) => {
      const submission = { actor, origin: { requestId: newId(), ip: null, userAgent: null } };
      const answer = await submit(platform, command, { projectId, name }, submission, runDirect);
      if (answer.outcome !== "done") throw new Error(`It was answered ${JSON.stringify(answer)}`);
    };
    const bare = (name: string) =>
      orm.transaction((tx) => tx.update(projects).set({ name }).where(sql`id = ${projectId}`));
    const delays = { spine: [] as number[], bare: [] as number[] };
    for (let round = -1; round < rounds; round += 1) {
      for (const [way, run] of [
        ["spine", throughSpine],
        ["bare", bare],
      ] as const) {
        const taken = await timeEach(commandsEach, (index) => run(`name ${round} ${index}`));
        if (round >= 0) delays[way].push(...taken);
      }
    }
    const note =
      "floor: the same UPDATE in a transaction; the spine adds facts, rules, operation, audit and event";
    const figure = { id: "H3", what: "One LOW command", goal: "–", goal99: "–", note };
    return latencyFigures(figure, delays.spine, delays.bare);
  } finally {
    await platform.database.close();
  }
}

async function timeEach(count: number, run: (index: number) => Promise<unknown>): Promise<number[]> {
  const delays: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const sinceMs = performance.now();
    await run(index);
    delays.push(performance.now() - sinceMs);
  }
  return delays;
}

function openBenchPlatform(databaseUrl: string): Promise<Platform> {
  // Nothing here is sealed or opened: any key will do.
  const masterKey = randomBytes(32).toString("base64");
  const variables = { DATABASE_URL: databaseUrl, LOCKKEEPER_MASTER_KEY: masterKey, LOG_LEVEL: "error" };
  return openPlatform(readEnvironment({ NODE_ENV: "production", ...variables }), 4);
}

async function ownerOf({ database }: Platform): Promise<Actor> {
  const [row] = await database.sql<{ id: string; name: string }[]>`select id, name from users limit 1`;
  if (!row) throw new Error("Nobody has set this product up.");
  const { id, name } = row;
  const none = { scopes: null, projectId: null, hasJustSignedIn: false, task: null };
  return { kind: "person", id, name, userId: id, userName: name, role: "owner", via: "dashboard", ...none };
}

async function addProject({ database }: Platform, { id: userId }: Actor): Promise<string> {
  const id = newId();
  await database.sql`insert into projects (id, slug, name, type, status, source, runtime, created_by)
    values (${id}, 'bench-updated', 'Bench', 'other', 'stopped', '{"type":"empty"}', 'local', ${userId})`;
  await database.sql`insert into workspaces (id, project_id, runtime, desired_state, observed_state, access_token)
    values (${newId()}, ${id}, 'local', 'removed', 'removed', '')`;
  return id;
}

const heldCount = 10_000;
const queueSql = "select * from operations where state = 'held' order by id desc limit 51";

/** The queue's first page, and the screen, where 10,000 operations are held. */
async function measureQueue(product: Product, running: Running, rounds: number): Promise<Figure[]> {
  const database = openDatabase(running.databaseUrl, 1);
  await database.sql`insert into operations (id, command, level, state, via, actor, person_id, target_kind, target_id,
      target_name, project_id, input, input_hash, reason, needs, losses, fingerprint, typed_name, held_at, not_before,
      expires_at, request_id)
    select gen_random_uuid(), 'project.delete', 'HIGH', 'held', 'api', jsonb_build_object('kind', 'person', 'id', u.id,
      'name', u.name, 'userId', u.id, 'userName', u.name, 'role', 'owner', 'scopes', null, 'projectId', null,
      'via', 'api'), u.id, 'project', p.id::text, p.name, p.id, '{}', '', 'bench',
      '[{"requirement":"typed_name","met":false,"how":"Type it."},{"requirement":"cooldown_1h","met":false,"how":"Wait."},
        {"requirement":"second_confirmation","met":false,"how":"Again."}]'::jsonb,
      '[]', 'print', true, now(), now() + interval '1 hour', now() + interval '7 days', 'bench'
    from generate_series(1, ${heldCount}), (select * from users limit 1) as u,
      (select * from projects where slug = 'bench-updated') as p`;
  await database.sql`analyze operations`;
  await database.close();
  const floor = await launchFloor("query-server.ts", {
    DATABASE_URL: running.databaseUrl,
    FLOOR_SQL: queueSql,
  });
  const targets = {
    product: {
      url: `${running.baseUrl}/api/protection/queue?limit=50`,
      headers: { authorization: `Bearer ${product.key}` },
    },
    floor: { url: `http://127.0.0.1:${floor.port}/`, headers: {} },
  };
  const delays = { product: [] as number[], floor: [] as number[] };
  try {
    for (const name of ["product", "floor"] as const) await inSequence(targets[name], 20);
    for (let round = 0; round < rounds; round += 1)
      for (const name of ["product", "floor"] as const)
        delays[name].push(...(await inSequence(targets[name], 200)));
  } finally {
    await floor.stop();
  }
  const figure = { id: "H3", what: `Queue, 50 of ${heldCount} held`, goal: "–", goal99: "–" };
  return latencyFigures(
    {
      ...figure,
      note: "floor: node:http and the page's rows; the product adds who may answer what, counts, skipped cooldowns",
    },
    delays.product,
    delays.floor,
  );
}
