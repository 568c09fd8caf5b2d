import { and, asc, count, eq, or, sql } from "drizzle-orm";
import { users } from "#drizzle/schema/people.ts";
import { reviewComments, reviewMarks } from "#drizzle/schema/reviews.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type CommentRow = typeof reviewComments.$inferSelect;
type NewComment = typeof reviewComments.$inferInsert;

/** Drafts of `userId` and what anybody sent, oldest first. */
export const selectComments = (tx: Tx, runId: string, userId: string | null) =>
  tx
    .select({ comment: reviewComments, author: { id: users.id, name: users.name } })
    .from(reviewComments)
    .innerJoin(users, eq(users.id, reviewComments.createdBy))
    .where(
      and(
        eq(reviewComments.runId, runId),
        or(
          eq(reviewComments.state, "sent"),
          userId === null ? undefined : eq(reviewComments.createdBy, userId),
        ),
      ),
    )
    .orderBy(asc(reviewComments.createdAt), asc(reviewComments.id));
export type SelectedComment = Awaited<ReturnType<typeof selectComments>>[number];

export async function findComment(tx: Tx, id: string): Promise<CommentRow | null> {
  const [row] = await tx.select().from(reviewComments).where(eq(reviewComments.id, id));
  return row ?? null;
}

export async function insertComment(tx: Tx, row: NewComment): Promise<CommentRow> {
  const [inserted] = await tx.insert(reviewComments).values(row).returning();
  if (!inserted) throw new Error("The comment was not written.");
  return inserted;
}

export async function countDrafts(tx: Tx, runId: string, userId: string): Promise<number> {
  const [row] = await tx.select({ drafts: count() }).from(reviewComments).where(draftsOf(runId, userId));
  return row?.drafts ?? 0;
}

/** False where it was sent or removed meanwhile. */
export async function changeDraft(
  tx: Tx,
  id: string,
  change: Pick<CommentRow, "text" | "suggestion">,
): Promise<boolean> {
  const rows = await tx
    .update(reviewComments)
    .set({ ...change, updatedAt: sql`now()` })
    .where(and(eq(reviewComments.id, id), eq(reviewComments.state, "draft")))
    .returning({ id: reviewComments.id });
  return rows.length > 0;
}

export async function deleteDraft(tx: Tx, id: string): Promise<void> {
  await tx.delete(reviewComments).where(and(eq(reviewComments.id, id), eq(reviewComments.state, "draft")));
}

/** The drafts of a person, which from now on everybody reads; in the order in which they were written. */
export async function sendDrafts(tx: Tx, runId: string, userId: string): Promise<CommentRow[]> {
  const sent = await tx
    .update(reviewComments)
    .set({ state: "sent", sentAt: sql`now()` })
    .where(draftsOf(runId, userId))
    .returning();
  return sent.sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
}

const draftsOf = (runId: string, userId: string) =>
  and(
    eq(reviewComments.runId, runId),
    eq(reviewComments.createdBy, userId),
    eq(reviewComments.state, "draft"),
  );

export const listMarks = (tx: Tx, runId: string, userId: string) =>
  tx
    .select({ path: reviewMarks.path, digest: reviewMarks.digest })
    .from(reviewMarks)
    .where(and(eq(reviewMarks.runId, runId), eq(reviewMarks.userId, userId)))
    .orderBy(asc(reviewMarks.path));

export async function writeMark(tx: Tx, row: typeof reviewMarks.$inferInsert): Promise<void> {
  await tx
    .insert(reviewMarks)
    .values(row)
    .onConflictDoUpdate({
      target: [reviewMarks.runId, reviewMarks.userId, reviewMarks.path],
      set: { digest: row.digest, createdAt: sql`now()` },
    });
}

export async function deleteMark(tx: Tx, runId: string, userId: string, path: string): Promise<void> {
  await tx
    .delete(reviewMarks)
    .where(and(eq(reviewMarks.runId, runId), eq(reviewMarks.userId, userId), eq(reviewMarks.path, path)));
}
