import { countContests } from "#lib/modules/contests/store.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** How far the contest of each of these runs is, by the run's id; a run that is in none is left out. */
export async function contestCounts(
  tx: Tx,
  runIds: readonly string[],
): Promise<Map<string, NonNullable<RunView["contest"]>>> {
  const counted = await countContests(tx, runIds);
  return new Map(counted.map(({ id, ...counts }) => [id, counts]));
}
