import { and, eq, inArray, sql } from "drizzle-orm";
import { projects } from "#drizzle/schema/projects.ts";
import { llmCalls, modelPrices, spendDays } from "#drizzle/schema/spending.ts";
import { runs } from "#drizzle/schema/tasks.ts";
import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import type { RunState } from "#lib/modules/runs/schema.ts";
import type { CallTokens } from "#lib/modules/spending/schema.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type PriceRow = typeof modelPrices.$inferSelect;

export const listPriceRows = (tx: Tx): Promise<PriceRow[]> =>
  tx.select().from(modelPrices).orderBy(modelPrices.provider, modelPrices.model);

export async function findPriceRow(tx: Tx, provider: ProviderName, model: string): Promise<PriceRow | null> {
  const [row] = await tx
    .select()
    .from(modelPrices)
    .where(and(eq(modelPrices.provider, provider), eq(modelPrices.model, model)));
  return row ?? null;
}

export async function writePrice(tx: Tx, row: typeof modelPrices.$inferInsert): Promise<PriceRow> {
  const [written] = await tx
    .insert(modelPrices)
    .values(row)
    .onConflictDoUpdate({
      target: [modelPrices.provider, modelPrices.model],
      set: { ...row, updatedAt: sql`now()` },
    })
    .returning();
  if (!written) throw new Error("The price was not written.");
  return written;
}

export async function deletePrice(tx: Tx, provider: ProviderName, model: string): Promise<void> {
  await tx.delete(modelPrices).where(and(eq(modelPrices.provider, provider), eq(modelPrices.model, model)));
}

/** Budgets that a project sets itself. */
/** Changes those that are given; gives all as they are then. */
export async function writeBudgets(
  tx: Tx,
  projectId: string,
  budgets: { runUsd?: number | null | undefined; monthUsd?: number | null | undefined },
): Promise<{ runUsd: number | null; monthUsd: number | null }> {
  const [row] = await tx
    .update(projects)
    .set({ budgets: sql`${projects.budgets} || ${JSON.stringify(budgets)}::jsonb` })
    .where(eq(projects.id, projectId))
    .returning({ budgets: projects.budgets });
  const { runUsd = null, monthUsd = null } = row?.budgets ?? {};
  return { runUsd, monthUsd };
}

export async function writeRunBudget(tx: Tx, runId: string, budgetUsd: number): Promise<void> {
  await tx.update(runs).set({ budgetUsd }).where(eq(runs.id, runId));
}

/** The sums of this month by the database's clock, in UTC; a month's rows are few: a day, a project and a model each. */
const spentThisMonth = sql`coalesce(sum(cost_usd), 0)::float8 from spend_days
  where day >= date_trunc('month', now() at time zone 'utc')::date`;

export interface StandingRow {
  runUsd: number | null;
  projectMonthUsd: number | null;
  projectSpentUsd: number;
  installationSpentUsd: number;
}

const projectStanding = sql`(projects.budgets ->> 'monthUsd')::float8 as "projectMonthUsd",
  (select ${spentThisMonth} and project_id = projects.id) as "projectSpentUsd",
  (select ${spentThisMonth}) as "installationSpentUsd"`;

/** How a project stands; `runUsd` is what it says of its runs. Null where there is none. */
export async function findStanding(tx: Tx, projectId: string): Promise<StandingRow | null> {
  const rows = await tx.execute<StandingRow & Record<string, unknown>>(sql`
    select (projects.budgets ->> 'runUsd')::float8 as "runUsd", ${projectStanding}
    from projects where projects.id = ${projectId}`);
  return rows[0] ?? null;
}

export interface CallerRow extends StandingRow {
  runId: string;
  projectId: string;
  taskId: string;
  state: RunState;
  isAbortAsked: boolean;
  provider: string;
  model: string;
  runSpentUsd: number;
}

/** The run whose token it is, and how its budgets stand, in one statement: every call of an agent asks. */
export async function findCaller(tx: Tx, tokenHash: string): Promise<CallerRow | null> {
  const rows = await tx.execute<CallerRow & Record<string, unknown>>(sql`
    select runs.id as "runId", runs.project_id as "projectId", runs.task_id as "taskId", runs.state,
      runs.is_abort_asked as "isAbortAsked", runs.provider, runs.model, runs.cost_usd as "runSpentUsd",
      coalesce(runs.budget_usd, configs.run_budget_usd, (projects.budgets ->> 'runUsd')::float8) as "runUsd",
      ${projectStanding}
    from runs
    join projects on projects.id = runs.project_id
    left join project_configs as configs
      on configs.project_id = runs.project_id and configs.version = runs.config_version
    where runs.gateway_token_hash = ${tokenHash}`);
  return rows[0] ?? null;
}

/** Of these runs those that may still ask a model: at work, not to be stopped, and their provider is set up. */
export async function listCallers(tx: Tx, runIds: readonly string[], live: readonly RunState[]) {
  const rows = await tx
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        inArray(runs.id, [...runIds]),
        inArray(runs.state, [...live]),
        eq(runs.isAbortAsked, false),
        sql`exists (select 1 from llm_providers where llm_providers.name = ${runs.provider})`,
      ),
    );
  return rows.map(({ id }) => id);
}

export type NewCall = typeof llmCalls.$inferInsert & { runId: string; projectId: string };

/** The call, its day, and what its run has cost, together. False where it stands there already. */
export async function writeCall(tx: Tx, call: NewCall, tokens: CallTokens): Promise<boolean> {
  const written = await tx.insert(llmCalls).values(call).onConflictDoNothing().returning({ id: llmCalls.id });
  if (written.length === 0) return false;
  const { projectId, provider, model } = call;
  const costUsd = call.costUsd ?? 0;
  await tx
    .insert(spendDays)
    .values({
      day: sql`(now() at time zone 'utc')::date`,
      projectId,
      provider,
      model,
      calls: 1,
      unpricedCalls: call.isPriced ? 0 : 1,
      inputTokens: tokens.input + tokens.cacheRead + tokens.cacheWrite,
      outputTokens: tokens.output,
      costUsd,
    })
    .onConflictDoUpdate({
      target: [spendDays.day, spendDays.projectId, spendDays.provider, spendDays.model],
      set: {
        calls: sql`${spendDays.calls} + excluded.calls`,
        unpricedCalls: sql`${spendDays.unpricedCalls} + excluded.unpriced_calls`,
        inputTokens: sql`${spendDays.inputTokens} + excluded.input_tokens`,
        outputTokens: sql`${spendDays.outputTokens} + excluded.output_tokens`,
        costUsd: sql`${spendDays.costUsd} + excluded.cost_usd`,
      },
    });
  // A run's tokens are counted apart: what was thought is not among what was said.
  const ofRun: CallTokens = { ...tokens, output: Math.max(0, tokens.output - tokens.reasoning) };
  const sum = (field: keyof CallTokens) =>
    sql`${field}::text, coalesce((${runs.tokens} ->> ${field})::bigint, 0) + ${ofRun[field]}::bigint`;
  const fields = ["input", "output", "reasoning", "cacheRead", "cacheWrite"] as const;
  await tx
    .update(runs)
    .set({
      costUsd: sql`${runs.costUsd} + ${costUsd}::float8`,
      tokens: sql`jsonb_build_object(${sql.join(fields.map(sum), sql`, `)})`,
    })
    .where(eq(runs.id, call.runId));
  return true;
}

/** Marks a run as standing still for its budget, with the reason; whoever follows it ends it so. */
export async function markPaused(
  tx: Tx,
  runId: string,
  reason: string,
  live: readonly RunState[],
): Promise<void> {
  await tx
    .update(runs)
    .set({ pausedFor: "budget", stateReason: reason })
    .where(and(eq(runs.id, runId), inArray(runs.state, [...live]), eq(runs.isAbortAsked, false)));
}

/** From the first day of the month up to the first of the next; null: the one that is now. */
const inMonth = (month: string | null) => {
  const first =
    month === null ? sql`date_trunc('month', now() at time zone 'utc')::date` : sql`${`${month}-01`}::date`;
  return sql`day >= ${first} and day < (${first} + interval '1 month')::date`;
};

const sums = sql`coalesce(sum(calls), 0)::int as calls, coalesce(sum(unpriced_calls), 0)::int as "unpricedCalls",
  coalesce(sum(input_tokens), 0)::float8 as "inputTokens", coalesce(sum(output_tokens), 0)::float8 as "outputTokens",
  coalesce(sum(cost_usd), 0)::float8 as "costUsd"`;

export interface SumsRow extends Record<string, unknown> {
  calls: number;
  unpricedCalls: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
}

interface Part {
  /** Null: the one that is now. */
  month: string | null;
  /** Null: all of them. */
  projectId: string | null;
}

const ofPart = ({ month, projectId }: Part) =>
  sql`from spend_days where ${inMonth(month)} ${projectId ? sql`and project_id = ${projectId}::uuid` : sql``}`;

export async function sumSpending(tx: Tx, part: Part): Promise<SumsRow & { month: string }> {
  const month =
    part.month === null ? sql`to_char(now() at time zone 'utc', 'YYYY-MM')` : sql`${part.month}::text`;
  const [row] = await tx.execute<SumsRow & { month: string }>(
    sql`select ${month} as month, ${sums} ${ofPart(part)}`,
  );
  if (!row) throw new Error("A sum has one row.");
  return row;
}

export const sumByDay = (tx: Tx, part: Part) =>
  tx.execute<{ day: string; costUsd: number }>(
    sql`select day::text as day, sum(cost_usd)::float8 as "costUsd" ${ofPart(part)} group by day order by day`,
  );

export const sumByModel = (tx: Tx, part: Part) =>
  tx.execute<SumsRow & { provider: ProviderName; model: string }>(
    sql`select provider, model, ${sums} ${ofPart(part)} group by provider, model
      order by sum(cost_usd) desc, sum(calls) desc limit 100`,
  );

export const sumByProject = (tx: Tx, month: string | null) =>
  tx.execute<SumsRow & { projectId: string; name: string | null }>(
    sql`select project_id as "projectId", (select name from projects where projects.id = project_id) as name, ${sums}
      ${ofPart({ month, projectId: null })} group by project_id order by sum(cost_usd) desc, sum(calls) desc limit 100`,
  );

export interface RunSum extends Record<string, unknown> {
  runId: string;
  taskNumber: number;
  title: string;
  ordinal: number;
  model: string;
  costUsd: number;
}

export const sumByRun = (tx: Tx, projectId: string, month: string | null) => {
  const first =
    month === null ? sql`date_trunc('month', now() at time zone 'utc')` : sql`${`${month}-01`}::timestamp`;
  return tx.execute<RunSum>(sql`
    select runs.id as "runId", tasks.number as "taskNumber", tasks.title, runs.ordinal, runs.model,
      spent.cost_usd as "costUsd"
    from (
      select run_id, sum(cost_usd)::float8 as cost_usd from llm_calls
      where project_id = ${projectId} and run_id is not null
        and created_at >= ${first} at time zone 'utc'
        and created_at < (${first} + interval '1 month') at time zone 'utc'
      group by run_id having sum(cost_usd) > 0 order by sum(cost_usd) desc limit 50
    ) as spent
    join runs on runs.id = spent.run_id
    join tasks on tasks.id = runs.task_id
    order by spent.cost_usd desc`);
};
