import { notFound } from "#lib/kernel/errors.ts";
import { findOperation, lockOperation, type OperationRow } from "#lib/operations/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation, accessToProjects } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Access } from "#lib/protection/actions.ts";

/**
 * What the actor may do with an operation. As long as its project is there, that decides, for its asker too; the asker
 * of one that belongs to no project may do all with it.
 */
export async function accessToOperation(tx: Tx, actor: Actor, operation: OperationRow): Promise<Access> {
  const { projectId } = operation;
  const accesses = await accessToProjects(tx, actor, projectId ? [projectId] : []);
  return accessThrough(actor, operation, accesses);
}

/** The same, where the access to its project was read before, by `accessToProjects`. */
export function accessThrough(
  actor: Actor,
  operation: Pick<OperationRow, "projectId" | "personId">,
  toProjects: ReadonlyMap<string, Access>,
): Access {
  if (operation.projectId) {
    const toProject = toProjects.get(operation.projectId);
    if (toProject !== undefined) return toProject;
  } else if (accessToInstallation(actor) === "admin") {
    return "admin";
  }
  const isOwn = actor.userId !== null && operation.personId === actor.userId && !actor.projectId;
  if (isOwn) return "write";
  // Its project is gone: who reaches every project still reads what became of it, as the lists show it.
  const reachesAll = actor.role !== "member" && accessToInstallation(actor) !== "none";
  return operation.projectId && reachesAll ? "read" : "none";
}

/** The operation and what the actor may do with it; NOT_FOUND where they may not see it. */
export async function operationFor(
  tx: Tx,
  actor: Actor,
  operationId: string,
  options: { lock?: boolean } = {},
) {
  const operation = await (options.lock ? lockOperation(tx, operationId) : findOperation(tx, operationId));
  const access = operation ? await accessToOperation(tx, actor, operation) : "none";
  if (!operation || access === "none") throw notFound("operation");
  return { operation, access };
}

export const operationTarget = (operation: OperationRow) => ({
  kind: "operation",
  id: operation.id,
  name: operation.targetName,
  projectId: operation.projectId,
});
