import type { OperationRow } from "#lib/operations/store.ts";
import { storedActor } from "#lib/operations/stored-actor.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Access } from "#lib/protection/actions.ts";
import { hasAccess } from "#lib/protection/rules.ts";

/** A person who asked for it or may write here; of machines only the one that asked. */
export function mayCancel(actor: Actor, operation: OperationRow, access: Access): boolean {
  const asker = storedActor(operation);
  if (asker.kind === actor.kind && asker.id === actor.id) return true;
  if (actor.kind === "agent" || actor.kind === "service-key") return false;
  return hasAccess(access, "write") || (actor.userId !== null && operation.personId === actor.userId);
}
