import { invalid } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { newAccessToken } from "#lib/modules/workspaces/access-token.ts";
import type { RuntimeKind } from "#lib/modules/workspaces/schema.ts";
import {
  changeWorkspace,
  findWorkspaceOf,
  insertWorkspace,
  type WorkspaceRow,
} from "#lib/modules/workspaces/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { availableRuntimeKinds, isRuntimeAvailable } from "#lib/providers/runtimes/registry.ts";

/** The rows of workspaces, for the module that projects are made in. */

export type { WorkspaceRow } from "#lib/modules/workspaces/store.ts";

export const findWorkspaceOfProject = (tx: Tx, projectId: string): Promise<WorkspaceRow | null> =>
  findWorkspaceOf(tx, projectId);

/** Throws a VALIDATION_ERROR where this version has no driver for the kind. */
export function checkRuntime(kind: RuntimeKind): void {
  if (isRuntimeAvailable(kind)) return;
  throw invalid(
    "runtime",
    `${kind} is not available in this version; choose ${availableRuntimeKinds.join(" or ")}`,
  );
}

/** The row of a workspace that is about to be created. */
export async function addWorkspace(
  tx: Tx,
  platform: Platform,
  { projectId, runtime }: { projectId: string; runtime: RuntimeKind },
): Promise<string> {
  const id = newId();
  await insertWorkspace(tx, {
    id,
    projectId,
    runtime,
    desiredState: "running",
    observedState: "creating",
    accessToken: newAccessToken(platform.masterKey, id),
  });
  publish(tx, { topic: "workspaces", name: "workspace.created", subjectId: id, projectId });
  return id;
}

/** Back to where its creation begins, or out of sight when that failed. */
export async function markUncreated(
  tx: Tx,
  { id, projectId }: Pick<WorkspaceRow, "id" | "projectId">,
  observedState: "creating" | "removed",
): Promise<void> {
  const desiredState = observedState === "creating" ? "running" : "removed";
  await changeWorkspace(tx, id, { desiredState, observedState, observedReason: null, address: null });
  publish(tx, { topic: "workspaces", name: `workspace.${observedState}`, subjectId: id, projectId });
}
