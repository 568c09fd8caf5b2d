import { eq } from "drizzle-orm";
import { users } from "#drizzle/schema/people.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** The name and address that stand in a person's commits. */
export async function findAuthor(tx: Tx, userId: string): Promise<{ name: string; email: string } | null> {
  const [row] = await tx
    .select({ name: users.name, email: users.email })
    .from(users)
    .where(eq(users.id, userId));
  return row ?? null;
}
