import { AppError } from "#lib/kernel/errors.ts";
import { countHeldOf } from "#lib/operations/store.ts";
import { type Actor, protectionActorOf } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

/** So many requests of one agent or service key wait for people at once. */
export const heldMax = 50;
const retryAfterMs = 60_000;

/**
 * Throws RATE_LIMITED where a machine has as many requests waiting as it may: one that asks on and on would bury what
 * people have to answer, and fill their mailboxes.
 */
export async function requireRoom(tx: Tx, actor: Actor): Promise<void> {
  const { kind } = protectionActorOf(actor);
  if (kind !== "agent" && kind !== "service-key") return;
  await lockByName(tx, `held:${actor.id}`);
  if ((await countHeldOf(tx, actor)) < heldMax) return;
  const words = `${heldMax} of your requests wait for a person already. Take some back, or wait until they are answered.`;
  throw new AppError("RATE_LIMITED", words, { details: { heldMax, retryAfterMs } });
}
