import type { TaskStatus } from "#lib/modules/tasks/schema.ts";
import { findSpots, spreadColumn, type TaskRow, topPosition } from "#lib/modules/tasks/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";
import { publish } from "#lib/platform/db/transact.ts";

interface Beside {
  beforeId?: string | undefined;
  afterId?: string | undefined;
}

export const isPlaced = ({ beforeId, afterId }: Beside): boolean =>
  beforeId !== undefined || afterId !== undefined;

/** Of two who put cards in order at once the second waits. Taken before any card is locked, so that nobody waits in a circle. */
export const orderWritable = (tx: Tx, projectId: string): Promise<void> =>
  lockByName(tx, `task-order:${projectId}`);

/**
 * Where a card stands in the column `status` that goes above `beforeId`, else below `afterId`; on top where neither is
 * in that column. The column is numbered anew where there is no number left between its neighbours.
 */
export async function placeBeside(
  tx: Tx,
  { id, projectId }: Pick<TaskRow, "id" | "projectId">,
  status: TaskStatus,
  { beforeId, afterId }: Beside,
): Promise<number> {
  const column = { projectId, status };
  const ids = [beforeId, afterId].flatMap((candidate) => candidate ?? []);
  const look = async (): Promise<number | null> => {
    const spots = await findSpots(tx, column, id, ids);
    const before = spots.find((spot) => spot.id === beforeId);
    if (before) return between(before.previous, before.position);
    const after = spots.find((spot) => spot.id === afterId);
    return after ? between(after.position, after.next) : topPosition(tx, projectId, status);
  };
  const position = await look();
  if (position !== null) return position;
  await spreadColumn(tx, projectId, status);
  publish(tx, { topic: "tasks", name: "task.reordered", subjectId: null, projectId });
  return (await look()) ?? topPosition(tx, projectId, status);
}

/** A number strictly between two, either of which may be missing; null where there is none. */
export function between(low: number | null, high: number | null): number | null {
  if (low === null) return high === null ? 0 : high - 1;
  if (high === null) return low + 1;
  const middle = (low + high) / 2;
  return low < middle && middle < high ? middle : null;
}
