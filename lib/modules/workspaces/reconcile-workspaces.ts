import { lookAtActivity } from "#lib/modules/workspaces/look.ts";
import { createHoldings } from "#lib/modules/workspaces/look-whether-gone.ts";
import { seenFrom, writeSeen } from "#lib/modules/workspaces/observed.ts";
import { isGone } from "#lib/modules/workspaces/rules.ts";
import { createSettler } from "#lib/modules/workspaces/settle-workspace.ts";
import {
  findWorkspaceAndProject,
  hasLifeOperation,
  listLiving,
  listLivingOn,
  type WorkspaceRow,
} from "#lib/modules/workspaces/store.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Observed, RuntimeKind, RuntimeRef } from "#lib/providers/runtimes/port.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

/** Few at once, so that people's requests find a connection of the pool free. */
const atOnceMax = 6;
const pageMax = 200;

/** Of a look that was overtaken by another one. */
const triesMax = 3;

/** One of the two, or neither: what is to be settled, or the row that somebody wrote meanwhile. */
interface Looked {
  found?: NonNullable<Awaited<ReturnType<typeof findWorkspaceAndProject>>>;
  overtakenBy?: WorkspaceRow;
}

export type Reconciler = ReturnType<typeof createReconciler>;

/**
 * One reader of what really is, level-triggered: what it is called for only says when to look, and a look that was
 * missed is made up for by the next one. `round` looks at all that came up, `lookAt` at those that something happened
 * to. Each look asks the runtime, writes what it saw where that is new, and asks for what is to be done as an operation
 * like any other (settle-workspace.ts). It creates nothing and removes nothing. Of those at rest, which may be
 * thousands, each round looks at the next page only. While a runtime itself does not answer nothing is done to its
 * workspaces, and one look in two seconds finds it back, as it does a workspace that was silent.
 */
export function createReconciler(platform: Platform) {
  const { orm } = platform.database;
  const settler = createSettler(platform);
  /** Runtimes that did not answer when they were asked last, with what was seen then. */
  const away = new Map<RuntimeKind, Observed>();
  const holdings = createHoldings(platform);
  /** Workspaces that did not answer on a runtime that did: they may only have been busy. */
  const silent = new Set<string>();
  let restAfter: string | null = null;

  async function round(signal: AbortSignal): Promise<void> {
    away.clear();
    holdings.forget();
    const ids = new Set<string>();
    let page: WorkspaceRow[];
    let after: string | null = null;
    do {
      page = await listLiving(orm, { atRest: false, after, limit: pageMax });
      for (const { id } of page) ids.add(id);
      await lookAtAll(page, signal);
      after = page.at(-1)?.id ?? null;
    } while (page.length === pageMax && !signal.aborted);
    settler.forgetAllBut(ids);
    const rest = await listLiving(orm, { atRest: true, after: restAfter, limit: pageMax });
    restAfter = rest.length === pageMax ? (rest.at(-1)?.id ?? null) : null;
    await lookAtAll(rest, signal);
  }

  /** Looks at those that a driver knows by `refs`; without them at all of its kind. */
  async function lookAt(kind: RuntimeKind, refs: readonly RuntimeRef[] | null, signal: AbortSignal) {
    if (refs === null) away.delete(kind);
    holdings.forget(kind);
    await lookAtAll(await listLivingOn(orm, kind, { ...(refs && { refs }), limit: pageMax }), signal);
  }

  /** Asks the runtimes that did not answer, and looks at all workspaces of one that does again; and at each that was silent. */
  async function lookForAway(signal: AbortSignal): Promise<void> {
    for (const [kind, { ref }] of [...away]) {
      const runtime = await runtimeFor(kind);
      const { isRuntimeAway = false } = await runtime.observe(ref, { signal });
      if (!isRuntimeAway) await lookAt(kind, null, signal);
    }
    const found = await Promise.all([...silent].map((id) => findWorkspaceAndProject(orm, id)));
    silent.clear();
    await lookAtAll(
      found.flatMap((one) => one?.workspace ?? []),
      signal,
    );
  }

  const lookAtAll = (page: readonly WorkspaceRow[], signal: AbortSignal) =>
    fewAtOnce(page, signal, (workspace) => lookAtOne(workspace, signal));

  /** Many workspaces on one runtime that is away cost one deadline, not one each. */
  async function observe(workspace: WorkspaceRow, signal: AbortSignal): Promise<Observed> {
    const known = away.get(workspace.runtime);
    if (known) return known;
    const runtime = await runtimeFor(workspace.runtime);
    const seen = await runtime.observe(workspace.runtimeRef ?? workspace.id, { signal });
    if (seen.isRuntimeAway) away.set(workspace.runtime, seen);
    return seen;
  }

  async function lookAtOne(workspace: WorkspaceRow, signal: AbortSignal): Promise<void> {
    try {
      let seen: Looked = { overtakenBy: workspace };
      for (let tries = 0; seen.overtakenBy && tries < triesMax && !signal.aborted; tries++)
        seen = await look(seen.overtakenBy, signal);
      if (!seen.found) return;
      if (seen.found.workspace.observedState === "running")
        await lookAtActivity(platform, seen.found.workspace);
      await settler.settle(seen.found);
    } catch (error) {
      if (signal.aborted) return;
      platform.log.warn({ err: error, workspaceId: workspace.id }, "a workspace could not be looked at");
    }
  }

  /** Looks are slow, and two may be under way: one writes only where nobody wrote since it began. */
  async function look(before: WorkspaceRow, signal: AbortSignal): Promise<Looked> {
    const observed = await observe(before, signal);
    const seen = seenFrom(observed, await holdings.isGone(before, observed, signal));
    if (seen.observedState === "unreachable" && !observed.isRuntimeAway) silent.add(before.id);
    if (isAsItRests(before, seen) || signal.aborted) return {};
    return transact(platform.database, async (tx) => {
      // An operation that is under way writes what it does itself, and what was seen before it is old.
      if (await hasLifeOperation(tx, before)) return {};
      const current = await findWorkspaceAndProject(tx, before.id);
      if (!current) return {};
      const { workspace } = current;
      if (workspace.observedAt?.getTime() !== before.observedAt?.getTime()) return { overtakenBy: workspace };
      const isKept = keepsItsFailure(workspace, seen.observedState);
      if (!isKept) await writeSeen(tx, workspace, seen);
      if (observed.isRuntimeAway) return {};
      return { found: isKept ? current : { ...current, workspace: { ...workspace, ...seen } } };
    });
  }

  return { round, lookAt, lookForAway };
}

async function fewAtOnce<Item>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const open = [...items];
  const worker = async () => {
    for (let next = open.shift(); next && !signal.aborted; next = open.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnceMax }, worker));
}

/** Nothing is new of it and nothing is to be done. */
const isAsItRests = (workspace: WorkspaceRow, seen: ReturnType<typeof seenFrom>): boolean =>
  workspace.desiredState !== "running" &&
  (seen.observedState === "stopped" || seen.observedState === "failed") &&
  workspace.observedState === seen.observedState &&
  workspace.observedReason === seen.observedReason &&
  workspace.address === seen.address;

/** One whose start failed says so until it is started again; what was gone and is back says that at once. */
const keepsItsFailure = (workspace: WorkspaceRow, seen: WorkspaceRow["observedState"]): boolean =>
  workspace.observedState === "failed" &&
  workspace.observedReason !== null &&
  seen === "stopped" &&
  !isGone(workspace);
