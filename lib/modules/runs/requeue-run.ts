import { conflict } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import type { AskedRun } from "#lib/modules/runs/schema.ts";
import {
  deleteRunEvent,
  insertInteraction,
  moveRun,
  type RunChange,
  type RunRow,
} from "#lib/modules/runs/store.ts";
import { doneKey, tellStatus } from "#lib/modules/runs/tell.ts";
import type { Tx } from "#lib/platform/db/database.ts";

interface Again {
  /** Null: nothing is said to the agent, the review goes on. */
  prompt: string | null;
  kind: "prompt" | "feedback";
  request?: Record<string, unknown>;
  createdBy: string | null;
  /** Whether it may be given as many prompts again: only a person says so. */
  isByPerson: boolean;
  change?: RunChange;
}

/** Puts a run that stands still back into the queue, with what the agent is to be told. */
export async function requeueRun(tx: Tx, run: RunRow, again: Again): Promise<AskedRun> {
  const { prompt, kind, request, createdBy, isByPerson, change } = again;
  const moved = await moveRun(tx, run.id, ["finished", "interrupted", "failed", "aborted"], {
    ...change,
    state: "queued",
    stateReason: null,
    pausedFor: null,
    pendingPrompt: prompt,
    ...(isByPerson ? { turns: 0 } : {}),
    isAbortAsked: false,
    leaseOwner: null,
    leaseUntil: null,
    queuedAt: new Date(),
    endedAt: null,
  });
  if (!moved) throw conflict("The run is under way already.");
  if (prompt !== null) {
    const said = { id: newId(), runId: run.id, kind, state: "settled", createdBy } as const;
    await insertInteraction(tx, { ...said, request: request ?? { text: prompt } });
  }
  await deleteRunEvent(tx, run.id, doneKey);
  await tellStatus(tx, moved, "queued", null);
  return { run: { id: run.id, state: "queued" } };
}
