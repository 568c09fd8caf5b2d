import { newId } from "#lib/kernel/ids.ts";
import { lookAtActivity } from "#lib/modules/workspaces/look.ts";
import { seenFrom, writeSeen } from "#lib/modules/workspaces/observed.ts";
import { startWorkspace } from "#lib/modules/workspaces/start-workspace.ts";
import {
  findWorkspace,
  hasLifeOperation,
  listLiving,
  type WorkspaceRow,
} from "#lib/modules/workspaces/store.ts";
import { submit } from "#lib/operations/submit.ts";
import { systemActor } from "#lib/platform/auth/actor.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

/** Rounds in a row in which a workspace did not answer before it is started anew: it may only be busy. */
const silentRoundsMax = 3;
const startsMax = 5;

interface Memory {
  silentRounds: number;
  starts: number;
  nextStartMs: number;
}

/**
 * One reader of what really is: `round` asks the runtime of each workspace that came up, writes what it saw where that
 * is new, and asks for a start, as an operation like any other, where one that should run does not. It creates nothing
 * and removes nothing. Starts that fail are asked for again later each time, and five times at most.
 */
export function createReconciler(platform: Platform) {
  const memories = new Map<string, Memory>();

  async function round(signal: AbortSignal): Promise<void> {
    const living = await listLiving(platform.database.orm);
    const ids = new Set(living.map(({ id }) => id));
    for (const id of memories.keys()) if (!ids.has(id)) memories.delete(id);
    await Promise.all(living.map((workspace) => lookAt(workspace, signal)));
  }

  async function lookAt(workspace: WorkspaceRow, signal: AbortSignal): Promise<void> {
    try {
      const runtime = await runtimeFor(workspace.runtime);
      const seen = seenFrom(await runtime.observe(workspace.runtimeRef ?? workspace.id, { signal }));
      const now = await transact(platform.database, async (tx) => {
        // An operation that is under way writes what it does itself, and what was seen before it is old.
        if (await hasLifeOperation(tx, workspace)) return null;
        const current = await findWorkspace(tx, workspace.id);
        if (!current || keepsItsFailure(current, seen.observedState)) return null;
        await writeSeen(tx, current, seen);
        return { ...current, ...seen };
      });
      if (!now) return;
      if (now.observedState === "running") await lookAtActivity(platform, now);
      await bringBack(now);
    } catch (error) {
      if (signal.aborted) return;
      platform.log.warn({ err: error, workspaceId: workspace.id }, "a workspace could not be looked at");
    }
  }

  async function bringBack(workspace: WorkspaceRow): Promise<void> {
    const memory = memories.get(workspace.id) ?? { silentRounds: 0, starts: 0, nextStartMs: 0 };
    memories.set(workspace.id, memory);
    const { desiredState, observedState } = workspace;
    memory.silentRounds = observedState === "unreachable" ? memory.silentRounds + 1 : 0;
    if (observedState === "running") memory.starts = 0;
    const isDown = observedState === "stopped" || observedState === "failed";
    const isMissed = isDown || memory.silentRounds >= silentRoundsMax;
    if (desiredState !== "running" || !isMissed) return;
    if (memory.starts >= startsMax || Date.now() < memory.nextStartMs) return;
    memory.starts += 1;
    memory.nextStartMs = Date.now() + 10_000 * 2 ** memory.starts;
    const request = {
      actor: systemActor("Reconciler"),
      origin: { requestId: newId(), ip: null, userAgent: null },
      reason: "It should run and does not.",
    };
    await submit(platform, startWorkspace, { workspaceId: workspace.id }, request, async (_, row) => row);
  }

  return { round };
}

/** A stopped workspace whose start failed says so until it is started again. */
const keepsItsFailure = (workspace: WorkspaceRow, seen: WorkspaceRow["observedState"]): boolean =>
  workspace.observedState === "failed" && workspace.desiredState === "stopped" && seen === "stopped";
