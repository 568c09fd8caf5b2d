import { and, asc, eq, inArray, isNull, type SQL } from "drizzle-orm";
import { projects } from "#drizzle/schema/projects.ts";
import { interactions, runs, tasks } from "#drizzle/schema/tasks.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { writableProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

const shownMax = 200;

/** What the list says; the output of a check or the text of a card is not read for it. */
const fields = {
  task: {
    id: tasks.id,
    number: tasks.number,
    title: tasks.title,
    statusReason: tasks.statusReason,
    claimOperationId: tasks.claimOperationId,
    updatedAt: tasks.updatedAt,
  },
  run: {
    id: runs.id,
    endedAt: runs.endedAt,
    verdict: runs.verdict,
    stateReason: runs.stateReason,
    pausedFor: runs.pausedFor,
  },
  project: { id: projects.id, name: projects.name },
};
const ofProject = (projectId: string | undefined): SQL | undefined =>
  projectId === undefined ? undefined : eq(projects.id, projectId);

/** Open asks of agents in projects that the actor may work in, the first to end first. */
export const selectOpenAsks = (tx: Tx, actor: Actor, projectId: string | undefined) =>
  tx
    .select({ ...fields, ask: interactions })
    .from(interactions)
    .innerJoin(runs, eq(runs.id, interactions.runId))
    .innerJoin(tasks, eq(tasks.id, runs.taskId))
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .where(and(eq(interactions.state, "open"), writableProject(tx, actor, projects.id), ofProject(projectId)))
    .orderBy(asc(interactions.expiresAt), asc(interactions.id))
    .limit(shownMax);

const ofCurrentRun = (tx: Tx) =>
  tx
    .select(fields)
    .from(tasks)
    .innerJoin(runs, eq(runs.id, tasks.currentRunId))
    .innerJoin(projects, eq(projects.id, tasks.projectId));

/** Cards whose work a person has to judge. */
export const selectReviews = (tx: Tx, actor: Actor, projectId: string | undefined) =>
  ofCurrentRun(tx)
    .where(
      and(
        eq(tasks.status, "human_review"),
        isNull(tasks.claimOperationId),
        writableProject(tx, actor, projects.id),
        ofProject(projectId),
      ),
    )
    .orderBy(asc(tasks.updatedAt), asc(tasks.id))
    .limit(shownMax);

/** Runs that were stopped without anybody having asked for it, and that somebody may continue. */
export const selectPaused = (tx: Tx, actor: Actor, projectId: string | undefined) =>
  ofCurrentRun(tx)
    .where(
      and(
        inArray(tasks.status, ["in_progress", "ai_review"]),
        eq(runs.state, "interrupted"),
        writableProject(tx, actor, projects.id),
        ofProject(projectId),
      ),
    )
    .orderBy(asc(runs.endedAt), asc(runs.id))
    .limit(shownMax);
