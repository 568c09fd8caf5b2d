import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Tells that a provider is another: to admins who see them all, and to everybody who sees which accounts to link. */
export function tellProvider(
  tx: Tx,
  name: "identity-provider.configured" | "identity-provider.deleted",
  id: string,
): void {
  for (const topic of ["identity-providers", "accounts"])
    publish(tx, { topic, name, subjectId: id, projectId: null });
}
