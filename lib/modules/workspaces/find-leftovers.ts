import type { RuntimeKind } from "#lib/modules/workspaces/schema.ts";
import { listClaims } from "#lib/modules/workspaces/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Belonging } from "#lib/providers/runtimes/port.ts";
import { isRuntimeAvailable, runtimeFor } from "#lib/providers/runtimes/registry.ts";

const deadlineMs = 2_800;

/** What a runtime holds, for an admin who asks for something of it to go. */
export async function lookAtBelongings(kind: RuntimeKind, actor: Actor): Promise<Belonging[]> {
  if (accessToInstallation(actor) !== "admin" || !isRuntimeAvailable(kind)) return [];
  return (await runtimeFor(kind)).listBelongings({ deadlineMs });
}

/** What belongs to none of the workspaces that are known. */
export async function unclaimedOf(
  tx: Tx,
  runtime: RuntimeKind,
  belongings: readonly Belonging[],
): Promise<Belonging[]> {
  // Read after the runtime was asked: a workspace has its row before it has anything else.
  const claims = await listClaims(tx, runtime);
  const workspaces = new Set(claims.map(({ id }) => id));
  const projects = new Set(claims.map(({ projectId }) => projectId));
  return belongings.filter(({ kind, workspaceId, projectId }) =>
    kind === "network"
      ? projectId === null || !projects.has(projectId)
      : workspaceId === null || !workspaces.has(workspaceId),
  );
}
