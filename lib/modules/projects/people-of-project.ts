import { invalid } from "#lib/kernel/errors.ts";
import { listWorkers } from "#lib/modules/projects/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** VALIDATION_ERROR for somebody who may not work in the project; nobody is always right. */
export async function checkAssignee(
  tx: Tx,
  projectId: string,
  assigneeId: string | null | undefined,
): Promise<void> {
  if (!assigneeId) return;
  const workers = await listWorkers(tx, projectId);
  if (!workers.some(({ id }) => id === assigneeId))
    throw invalid("assigneeId", "is nobody who may work in this project");
}
