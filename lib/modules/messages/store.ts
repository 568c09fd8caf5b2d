import { and, desc, eq, sql } from "drizzle-orm";
import { users } from "#drizzle/schema/people.ts";
import { runMessages } from "#drizzle/schema/tasks.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type MessageRow = typeof runMessages.$inferSelect;

export async function insertMessage(tx: Tx, row: typeof runMessages.$inferInsert): Promise<MessageRow> {
  const [inserted] = await tx.insert(runMessages).values(row).returning();
  if (!inserted) throw new Error("The message was not written.");
  return inserted;
}

/** The last ones, oldest first, each with the name of who said it. */
export async function selectMessages(tx: Tx, runId: string, limit: number) {
  const newestFirst = await tx
    .select({ message: runMessages, author: users.name })
    .from(runMessages)
    .leftJoin(users, eq(users.id, runMessages.createdBy))
    .where(eq(runMessages.runId, runId))
    .orderBy(desc(runMessages.createdAt), desc(runMessages.id))
    .limit(limit);
  return newestFirst.reverse();
}

const waitingOf = (runId: string) => and(eq(runMessages.runId, runId), eq(runMessages.state, "waiting"));

export async function countWaiting(tx: Tx, runId: string): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(runMessages)
    .where(waitingOf(runId));
  return row?.count ?? 0;
}

/** Marks all that wait as told, oldest first. */
export async function sendWaiting(tx: Tx, runId: string): Promise<MessageRow[]> {
  const sent = await tx
    .update(runMessages)
    .set({ state: "sent", sentAt: sql`now()` })
    .where(waitingOf(runId))
    .returning();
  return sent.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
}

/** Null where it no longer waits, or is not of this run. */
export async function withdrawWaiting(tx: Tx, runId: string, id: string): Promise<MessageRow | null> {
  const [row] = await tx
    .update(runMessages)
    .set({ state: "withdrawn" })
    .where(and(waitingOf(runId), eq(runMessages.id, id)))
    .returning();
  return row ?? null;
}

export async function findMessage(tx: Tx, runId: string, id: string): Promise<MessageRow | null> {
  const [row] = await tx
    .select()
    .from(runMessages)
    .where(and(eq(runMessages.runId, runId), eq(runMessages.id, id)));
  return row ?? null;
}
