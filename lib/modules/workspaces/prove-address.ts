import { AppError } from "#lib/kernel/errors.ts";
import { findWorkspaceOf } from "#lib/modules/workspaces/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

/**
 * For what brings secrets along: asks the runtime whether the project's workspace answers at this address now. A
 * container that was started again has another port, and its old one may be anybody's. Throws SERVICE_UNAVAILABLE.
 */
export async function proveAddress(
  tx: Tx,
  projectId: string,
  { baseUrl }: { baseUrl: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  const workspace = await findWorkspaceOf(tx, projectId);
  // A process of this machine keeps its own address in its own folder.
  if (workspace === null || workspace.runtime === "local") return;
  const runtime = await runtimeFor(workspace.runtime);
  const { state, address } = await runtime.observe(workspace.runtimeRef ?? workspace.id, { signal });
  if (state === "running" && address === baseUrl) return;
  throw new AppError(
    "SERVICE_UNAVAILABLE",
    "The workspace was started again just now. Try again in a moment.",
  );
}
