import { setTimeout as wait } from "node:timers/promises";
import { newId } from "#lib/kernel/ids.ts";
import { ownerFacts } from "#lib/modules/workspaces/life-facts.ts";
import { wakesOnDemand } from "#lib/modules/workspaces/rules.ts";
import { startWorkspace } from "#lib/modules/workspaces/start-workspace.ts";
import { findWorkspace } from "#lib/modules/workspaces/store.ts";
import { submit } from "#lib/operations/submit.ts";
import { type Actor, systemActor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";

interface Need {
  /** Whoever needs it, with the right to use it checked. */
  actor: Actor;
  /** Why, for the operation: `A terminal is opened by Ada.` */
  reason: string;
  signal: AbortSignal;
}

const lookMs = 100;

/**
 * Starts a workspace that idled, as an operation like any other, and waits until it runs or does not come up. Any other
 * workspace is left as it is: what somebody stopped stays stopped. Where a start would have to be confirmed, a person
 * starts it themselves.
 */
export async function wakeWorkspace(
  platform: Platform,
  workspaceId: string,
  { actor, reason, signal }: Need,
): Promise<void> {
  const { orm } = platform.database;
  const workspace = await findWorkspace(orm, workspaceId);
  if (!workspace || !wakesOnDemand(workspace)) return;
  const { traits = [] } = await ownerFacts(orm, actor, workspace);
  if (traits.length > 0) return;
  const request = {
    actor: systemActor("Start on demand"),
    origin: { requestId: newId(), ip: null, userAgent: null },
    reason,
  };
  const answer = await submit(platform, startWorkspace, { workspaceId }, request, async (_, row) => row);
  if (answer.outcome !== "accepted") return;
  for (;;) {
    const current = await findWorkspace(orm, workspaceId);
    const isComing = current?.desiredState === "running" && current.observedState === "stopped";
    if (!isComing) return;
    await wait(lookMs, undefined, { signal });
  }
}
