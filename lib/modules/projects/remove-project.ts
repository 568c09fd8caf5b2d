import { deleteProjectRow, listPlainMembers, type ProjectRow } from "#lib/modules/projects/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";

/**
 * The rows of a project go, inside `transact`, and everybody who saw it hears of that and of the operation's end. Its
 * members are told one by one: once the rows are gone nobody can say any more who they were.
 */
export async function removeProject(
  tx: Tx,
  { id: projectId }: Pick<ProjectRow, "id">,
  operationId: string,
): Promise<void> {
  const members = await listPlainMembers(tx, projectId);
  await deleteProjectRow(tx, projectId);
  const gone = { topic: "projects", name: "project.deleted", subjectId: projectId, projectId };
  publish(tx, gone);
  for (const userId of members) {
    publish(tx, { ...gone, userId });
    publish(tx, {
      topic: "operations",
      name: "operation.succeeded",
      subjectId: operationId,
      projectId,
      userId,
    });
  }
}
