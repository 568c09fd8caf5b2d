import { conflict, invalid } from "#lib/kernel/errors.ts";
import {
  findFollower,
  findTasksByNumber,
  replaceDependencies,
  type TaskRow,
} from "#lib/modules/tasks/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

/**
 * Makes a task come after these and no others. VALIDATION_ERROR for a number that no task of the project has, CONFLICT
 * for one that comes after this task itself: both would wait for ever.
 */
export async function dependOn(
  tx: Tx,
  task: Pick<TaskRow, "id" | "projectId">,
  numbers: readonly number[],
): Promise<void> {
  await lockByName(tx, `task-dependencies:${task.projectId}`);
  const found = await findTasksByNumber(tx, task.projectId, numbers);
  const missing = numbers.find((number) => !found.some((row) => row.number === number));
  if (missing !== undefined) throw invalid("after", `there is no task #${missing} in this project`);
  const itself = found.find(({ id }) => id === task.id);
  if (itself) throw invalid("after", `#${itself.number} cannot come after itself`);
  const ids = found.map(({ id }) => id);
  const follower = await findFollower(tx, task.id, ids);
  if (follower !== null)
    throw conflict(`#${follower} comes after this task already: each would wait for the other.`, {
      field: "after",
    });
  await replaceDependencies(tx, task.id, ids);
}
