import { and, asc, desc, eq, ilike, ne, or, type SQL, sql } from "drizzle-orm";
import { taskDependencies } from "#drizzle/schema/board.ts";
import { users } from "#drizzle/schema/people.ts";
import { runs, tasks } from "#drizzle/schema/tasks.ts";
import { liveRunStates } from "#lib/kernel/states.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { visibleProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

interface CardFilter {
  /** Null: every project that the actor may see. */
  projectId: string | null;
  /** With what is live. */
  ids: readonly string[] | undefined;
}

const inProject = (tx: Tx, actor: Actor, projectId: string | null): SQL | undefined =>
  and(visibleProject(tx, actor, tasks.projectId), projectId ? eq(tasks.projectId, projectId) : undefined);

export type SelectedCard = Awaited<ReturnType<typeof selectCards>>[number];

/** What is not done first, so that `limit` cuts what was done longest ago. */
export function selectCards(tx: Tx, actor: Actor, { projectId, ids }: CardFilter, limit: number) {
  // One list of ids, so that a change is looked up by them and not among all cards.
  const changed =
    ids &&
    sql`${tasks.id} = any(array(select unnest(${sql.param(ids)}::uuid[])
      union select live.task_id from runs as live where live.state in ${[...liveRunStates]}))`;
  return tx
    .select({
      task: {
        id: tasks.id,
        projectId: tasks.projectId,
        number: tasks.number,
        title: tasks.title,
        status: tasks.status,
        resolution: tasks.resolution,
        statusReason: tasks.statusReason,
        conflictFiles: tasks.conflictFiles,
        priority: tasks.priority,
        position: tasks.position,
        claimOperationId: tasks.claimOperationId,
        claimedFor: sql<string | null>`(select command from operations as claiming
          where claiming.id = ${tasks.claimOperationId})`,
        updatedAt: tasks.updatedAt,
      },
      assignee: { id: users.id, name: users.name },
      run: {
        id: runs.id,
        ordinal: runs.ordinal,
        state: runs.state,
        error: runs.stateReason,
        model: runs.model,
        costUsd: runs.costUsd,
        pausedFor: runs.pausedFor,
        mergeCommit: runs.mergeCommit,
        pullRequest: runs.pullRequest,
        isWorktreeKept: runs.isWorktreeKept,
        contestId: runs.contestId,
        startedAt: runs.startedAt,
        endedAt: runs.endedAt,
      },
      // The whole verdict would be most of the answer.
      verdict: sql<"approve" | "changes" | "none" | null>`${runs.verdict} ->> 'verdict'`,
      notes: sql<number | null>`jsonb_array_length(${runs.verdict} -> 'comments')`,
    })
    .from(tasks)
    .leftJoin(users, eq(users.id, tasks.assigneeId))
    .leftJoin(runs, eq(runs.id, tasks.currentRunId))
    .where(and(inProject(tx, actor, projectId), changed))
    .orderBy(sql`${tasks.status} = 'done'`, desc(tasks.updatedAt), asc(tasks.id))
    .limit(limit);
}

/** What these tasks come after and that is not done yet. */
export const selectWaits = (tx: Tx, taskIds: readonly string[]) =>
  tx
    .select({ taskId: taskDependencies.taskId, number: tasks.number })
    .from(taskDependencies)
    .innerJoin(tasks, eq(tasks.id, taskDependencies.afterTaskId))
    .where(
      and(sql`${taskDependencies.taskId} = any(${sql.param(taskIds)}::uuid[])`, ne(tasks.status, "done")),
    )
    .orderBy(asc(tasks.number));

/** Those whose title, description or number holds every one of `words`. */
export async function findCardIds(
  tx: Tx,
  actor: Actor,
  projectId: string | null,
  words: readonly string[],
  limit: number,
): Promise<string[]> {
  const rows = await tx
    .select({ id: tasks.id })
    .from(tasks)
    .where(and(inProject(tx, actor, projectId), ...words.map(holds)))
    .limit(limit);
  return rows.map(({ id }) => id);
}

function holds(word: string): SQL | undefined {
  const pattern = `%${word.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return or(
    ilike(tasks.title, pattern),
    ilike(tasks.description, pattern),
    ilike(sql`'#' || ${tasks.number}`, pattern),
  );
}
