import { newId } from "#lib/kernel/ids.ts";
import type { RunState } from "#lib/modules/runs/schema.ts";
import {
  type EventRow,
  type InteractionRow,
  type NewEvent,
  type RunRow,
  writeRunEvents,
} from "#lib/modules/runs/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** What a run says in its output beside the agent's own words. */

export const doneKey = "done";

/**
 * One line of the output, and the news for every screen that shows the run. Where its state changes, its worktree was
 * prepared, committed or put away as well: whoever is offered to approve reads the changes anew before.
 */
export async function tellStatus(
  tx: Tx,
  run: Pick<RunRow, "id" | "taskId" | "projectId">,
  state: RunState,
  message: string | null,
  { isDone = false } = {},
): Promise<void> {
  const id = newId();
  const data = { state, message };
  const events: NewEvent[] = [{ key: `status:${id}`, kind: "status", revision: id, data }];
  if (isDone) events.push({ key: doneKey, kind: "done", revision: id, data });
  await writeRunEvents(tx, run.id, events);
  tellChanges(tx, run);
  tellRun(tx, run);
}

/** A line of the output that stands there once, however often it is told. */
export async function tellOnce(
  tx: Tx,
  run: Pick<RunRow, "id" | "taskId" | "projectId">,
  { key, state, message }: { key: string; state: RunState; message: string },
): Promise<void> {
  await writeRunEvents(tx, run.id, [{ key, kind: "status", revision: "once", data: { state, message } }]);
  tellRun(tx, run);
}

export function tellRun(tx: Tx, { taskId, projectId }: Pick<RunRow, "taskId" | "projectId">): void {
  publish(tx, { topic: "tasks", name: "run.updated", subjectId: taskId, projectId });
}

/** What it has changed in its worktree is not what was read before. */
export function tellChanges(tx: Tx, { id, projectId }: Pick<RunRow, "id" | "projectId">): void {
  publish(tx, { topic: "runs", name: "run.changed", subjectId: id, projectId });
}

/** An ask as the output shows it; what the agent asked stands in the interaction. */
export function askEvent(ask: InteractionRow, answeredBy: string | null): NewEvent {
  const kind: EventRow["kind"] = ask.kind === "permission" ? "permission" : "question";
  const expiresAt = ask.expiresAt?.toISOString() ?? null;
  const given = kind === "permission" ? { reply: null } : { answers: null };
  const data = { ...ask.request, ...given, ...ask.answer, state: ask.state, expiresAt, answeredBy };
  return { key: `${kind}:${ask.externalId}`, kind, revision: JSON.stringify(data), data };
}
