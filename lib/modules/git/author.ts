import { forbidden } from "#lib/kernel/errors.ts";
import { findAuthor } from "#lib/modules/git/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** The name and address that stand in a person's commits, for the modules that commit for people. */
export { findAuthor } from "#lib/modules/git/store.ts";

/** Whose name stands in what an actor commits; a key that stands for nobody commits nothing. */
export async function authorOf(tx: Tx, actor: Actor): Promise<{ name: string; email: string }> {
  const author = actor.userId ? await findAuthor(tx, actor.userId) : null;
  if (!author) throw forbidden("A commit needs a person as its author.");
  return author;
}
