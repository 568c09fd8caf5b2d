import { and, asc, count, desc, eq, inArray, or, type SQL, sql } from "drizzle-orm";
import { runEvents } from "#drizzle/schema/tasks.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Large fields that no outline shows stay in the database. */
const light = sql<Record<string, unknown>>`case ${runEvents.kind}
  when 'tool' then (${runEvents.data} || '{"output": null, "patch": null}')
    #- '{input,content}' #- '{input,oldString}' #- '{input,newString}' #- '{input,prompt}'
  when 'text' then ${runEvents.data} || jsonb_build_object('text', left(${runEvents.data} ->> 'text', 400))
  when 'review' then ${runEvents.data} || '{"check": null, "verdict": null}'
  else ${runEvents.data} end`;

const ofTool = (names: readonly string[]): SQL =>
  sql`${runEvents.kind} = 'tool' and ${inArray(sql`${runEvents.data} ->> 'name'`, [...names])}`;

/** The events that an outline may name, newest first, without what is large in them. */
export const selectOutline = (tx: Tx, runId: string, toolNames: readonly string[], limit: number) =>
  tx
    .select({
      runId: runEvents.runId,
      key: runEvents.key,
      sequence: runEvents.sequence,
      position: runEvents.position,
      kind: runEvents.kind,
      revision: runEvents.revision,
      data: light,
      at: runEvents.at,
    })
    .from(runEvents)
    .where(
      and(
        eq(runEvents.runId, runId),
        or(
          inArray(runEvents.kind, ["permission", "question", "review", "status"]),
          sql`${runEvents.kind} = 'text' and ${runEvents.data} ->> 'role' = 'user'`,
          ofTool(toolNames),
        ),
      ),
    )
    .orderBy(desc(runEvents.position))
    .limit(limit);

export async function findLastCall(tx: Tx, runId: string, name: string) {
  const [row] = await tx
    .select()
    .from(runEvents)
    .where(and(eq(runEvents.runId, runId), ofTool([name])))
    .orderBy(desc(runEvents.position))
    .limit(1);
  return row ?? null;
}

export async function countEvents(tx: Tx, runId: string): Promise<number> {
  const [row] = await tx.select({ count: count() }).from(runEvents).where(eq(runEvents.runId, runId));
  return row?.count ?? 0;
}

/** What was said, what a call was about and what it gave: the words of it, whatever their case. */
export async function selectMatches(tx: Tx, runId: string, words: string, limit: number) {
  const pattern = `%${words.replace(/[\\%_]/g, "\\$&")}%`;
  const said = sql`concat_ws(' ', ${runEvents.data} ->> 'text', ${runEvents.data} ->> 'name', ${runEvents.data} ->> 'title',
    ${runEvents.data} ->> 'input', ${runEvents.data} ->> 'output', ${runEvents.data} ->> 'error',
    ${runEvents.data} ->> 'message', ${runEvents.data} ->> 'questions', ${runEvents.data} ->> 'answers',
    ${runEvents.data} #>> '{verdict,summary}')`;
  const found = tx
    .select({ key: runEvents.key, position: runEvents.position })
    .from(runEvents)
    .where(and(eq(runEvents.runId, runId), sql`${runEvents.kind} <> 'done'`, sql`${said} ilike ${pattern}`))
    .orderBy(desc(runEvents.position))
    .limit(limit)
    .as("found");
  return tx.select().from(found).orderBy(asc(found.position));
}
