import { and, asc, eq, inArray, or, sql } from "drizzle-orm";
import { runs } from "#drizzle/schema/tasks.ts";
import type { Tx } from "#lib/platform/db/database.ts";

type RunRow = typeof runs.$inferSelect;

/**
 * While a contest is open its runs carry its id. Once one of them was kept, that carries none and the others carry the id
 * of the kept one: so a card is in a contest exactly while its current run carries an id.
 */

export const listMembers = (tx: Tx, taskId: string, contestId: string): Promise<RunRow[]> =>
  tx
    .select()
    .from(runs)
    .where(and(eq(runs.taskId, taskId), eq(runs.contestId, contestId)))
    .orderBy(asc(runs.ordinal));

/** The runs among which `run` is to be chosen, or was; none where it was begun alone. */
export async function listContest(tx: Tx, run: RunRow): Promise<RunRow[]> {
  const id = run.contestId ?? run.id;
  const found = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.taskId, run.taskId), or(eq(runs.contestId, id), eq(runs.id, id))))
    .orderBy(asc(runs.ordinal));
  return found.length > 1 ? found : [];
}

/** Of the contest of each of these runs: how many took part and how many of them have ended; by the run's id. */
export async function countContests(tx: Tx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const contest = sql`coalesce(${runs.contestId}, ${runs.id})`;
  const member = sql`other.task_id = ${runs.taskId} and (other.contest_id = ${contest} or other.id = ${contest})`;
  const counted = tx
    .select({
      id: runs.id,
      isOpen: sql<boolean>`${runs.contestId} is not null`,
      runs: sql<number>`(select count(*)::int from runs as other where ${member})`.as("members"),
      ended: sql<number>`(select count(*)::int from runs as other where ${member}
        and other.state in ('finished', 'failed', 'aborted'))`,
      openAsks: sql<number>`(select count(*)::int from interactions join runs as other
        on other.id = interactions.run_id where interactions.state = 'open' and ${member})`,
    })
    .from(runs)
    .where(inArray(runs.id, [...ids]));
  return (await counted).filter((one) => one.runs > 1);
}

/** From now on `keptId` is no contestant any more, and the others are those it was kept before. */
export async function keepOf(tx: Tx, memberIds: readonly string[], keptId: string): Promise<void> {
  await tx
    .update(runs)
    .set({ contestId: sql`case when ${runs.id} = ${keptId} then null else ${keptId}::uuid end` })
    .where(inArray(runs.id, [...memberIds]));
}
