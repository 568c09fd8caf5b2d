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

/** Few at once, so that people's requests find a connection of the pool free. */
const atOnceMax = 6;
const pageMax = 200;

/**
 * One reader of what really is: `round` asks the runtime of each workspace that came up, writes what it saw where that
 * is new, and asks for a start, as an operation like any other, where one that should run does not. It creates nothing
 * and removes nothing. Starts that fail are asked for again later each time, and five times at most. Of those at rest,
 * which may be thousands, each round looks at the next page only.
 */
export function createReconciler(platform: Platform) {
  const { orm } = platform.database;
  const memories = new Map<string, Memory>();
  let restAfter: string | null = null;

  async function round(signal: AbortSignal): Promise<void> {
    const ids = new Set<string>();
    let page: WorkspaceRow[];
    let after: string | null = null;
    do {
      page = await listLiving(orm, { atRest: false, after, limit: pageMax });
      for (const { id } of page) ids.add(id);
      await lookAtAll(page, signal);
      after = page.at(-1)?.id ?? null;
    } while (page.length === pageMax && !signal.aborted);
    for (const id of memories.keys()) if (!ids.has(id)) memories.delete(id);
    const rest = await listLiving(orm, { atRest: true, after: restAfter, limit: pageMax });
    restAfter = rest.length === pageMax ? (rest.at(-1)?.id ?? null) : null;
    await lookAtAll(rest, signal);
  }

  async function lookAtAll(page: readonly WorkspaceRow[], signal: AbortSignal): Promise<void> {
    const open = [...page];
    const work = async () => {
      for (let next = open.shift(); next && !signal.aborted; next = open.shift()) await lookAt(next, signal);
    };
    await Promise.all(Array.from({ length: atOnceMax }, work));
  }

  async function lookAt(workspace: WorkspaceRow, signal: AbortSignal): Promise<void> {
    try {
      const runtime = await runtimeFor(workspace.runtime);
      const seen = seenFrom(await runtime.observe(workspace.runtimeRef ?? workspace.id, { signal }));
      if (isAsItRests(workspace, seen)) return;
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

/** Nothing is new of it and nothing is to be done. */
const isAsItRests = (workspace: WorkspaceRow, seen: ReturnType<typeof seenFrom>): boolean =>
  workspace.desiredState !== "running" &&
  (seen.observedState === "stopped" || seen.observedState === "failed") &&
  workspace.observedState === seen.observedState &&
  workspace.observedReason === seen.observedReason &&
  workspace.address === seen.address;

/** A stopped workspace whose start failed says so until it is started again. */
const keepsItsFailure = (workspace: WorkspaceRow, seen: WorkspaceRow["observedState"]): boolean =>
  workspace.observedState === "failed" && workspace.desiredState === "stopped" && seen === "stopped";
