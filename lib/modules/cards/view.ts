import { type Board, type Card, type CardRun, toldOf } from "#lib/modules/cards/schema.ts";
import { type SelectedCard, selectCards, selectWaits } from "#lib/modules/cards/store.ts";
import { labelsOfTasks } from "#lib/modules/labels/of-task.ts";
import { pullRequestOf, runViews } from "#lib/modules/runs/of-task.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";
import { standingOf } from "#lib/modules/tasks/advance-task.ts";
import { movesOf } from "#lib/modules/tasks/rules.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

const cardsMax = 10_000;

/** The cards of one project, or of all that the actor may see where it is null. */
export async function boardView(
  tx: Tx,
  actor: Actor,
  filter: { projectId: string | null; ids: readonly string[] | undefined },
): Promise<Board> {
  const selected = await selectCards(tx, actor, filter, cardsMax + 1);
  const shown = selected.slice(0, cardsMax);
  const ids = shown.map(({ task }) => task.id);
  // What stands still is told by its row; what an agent works on, or others beside it, has more to say.
  const toldIds = shown.flatMap(({ task, run }) =>
    run && (isLive(run.state) || (run.contestId !== null && task.status !== "done")) ? run.id : [],
  );
  const told = await runViews(tx, toldIds);
  const labels = await labelsOfTasks(tx, ids);
  const waits = Map.groupBy(await selectWaits(tx, ids), ({ taskId }) => taskId);
  const cards = shown.map((row): Card => {
    const { task, assignee, run } = row;
    const standing = standingOf(task, run);
    return {
      id: task.id,
      projectId: task.projectId,
      number: task.number,
      title: task.title,
      status: task.status,
      resolution: task.resolution,
      statusReason: task.statusReason,
      priority: task.priority,
      assignee,
      position: task.position,
      labels: labels.get(task.id) ?? [],
      isApproving: standing.claim === "merge",
      isRemoving: standing.claim === "removal",
      moves: movesOf(standing),
      updatedAt: task.updatedAt.toISOString(),
      waitsFor: (waits.get(task.id) ?? []).map(({ number }) => number),
      run: cardRun(row, told.get(row.run?.id ?? "")),
    };
  });
  return { cards, isCut: selected.length > shown.length };
}

function cardRun({ run, verdict, notes }: SelectedCard, told: RunView | undefined): CardRun | null {
  if (!run) return null;
  const { id, ordinal, state, error, model, costUsd, mergeCommit, contestId } = run;
  const still = { activity: null, place: null, waitsFor: null, openAsks: 0, contest: null };
  return {
    ...still,
    ...{ id, ordinal, state, error, model, costUsd, mergeCommit, contestId },
    pausedFor: state === "interrupted" ? run.pausedFor : null,
    pullRequest: pullRequestOf(run),
    startedAt: run.startedAt?.toISOString() ?? null,
    endedAt: run.endedAt?.toISOString() ?? null,
    ...(told && toldOf(told)),
    review: verdict && { verdict, notes: notes ?? 0 },
  };
}
