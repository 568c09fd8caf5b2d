import type { Loss } from "#lib/kernel/answer.ts";
import { type AppError, forbidden } from "#lib/kernel/errors.ts";
import type { stopCauses } from "#lib/kernel/states.ts";
import type { RuntimeKind, WorkspaceActivity, WorkspaceState } from "#lib/modules/workspaces/schema.ts";

type ObservedState = "creating" | "running" | "stopped" | "failed" | "unreachable" | "removed";
type StopCause = (typeof stopCauses)[number];
type DesiredState = "running" | "stopped" | "removed";

/** One word for what is and what was asked for. */
export function stateOf(workspace: {
  desiredState: DesiredState;
  observedState: ObservedState;
}): WorkspaceState {
  const { desiredState, observedState } = workspace;
  if (desiredState === "removed" && observedState !== "removed") return "removing";
  if (desiredState === "running" && observedState === "stopped") return "starting";
  if (desiredState === "stopped" && observedState === "running") return "stopping";
  return observedState;
}

const hourMs = 3_600_000;

/** A container idles for four hours; what runs on the server's own machine stops only where a project says so. */
const usualIdleStopMs: Partial<Record<RuntimeKind, number>> = { docker: 4 * hourMs, podman: 4 * hourMs };

/** How long nothing may happen in a workspace before it stops by itself; null: it never does. */
export const idleStopMsOf = (
  runtime: RuntimeKind,
  { idleStopMs }: { idleStopMs?: number | null },
): number | null => (idleStopMs === undefined ? (usualIdleStopMs[runtime] ?? null) : idleStopMs);

interface Resting {
  desiredState: DesiredState;
  observedState: ObservedState;
  stopCause: StopCause | null;
  startedAt: Date | null;
  lastActiveAt: Date;
}

/** When it stops if nothing happens until then. A start counts, for whoever asked for it is about to come. */
export function stopsAtOf(workspace: Resting, idleStopMs: number | null): Date | null {
  const { desiredState, observedState, startedAt, lastActiveAt } = workspace;
  if (idleStopMs === null || desiredState !== "running" || observedState !== "running") return null;
  return new Date(Math.max(lastActiveAt.getTime(), startedAt?.getTime() ?? 0) + idleStopMs);
}

/** It was stopped because nothing happened in it: whoever needs it next starts it. */
export const wakesOnDemand = ({ desiredState, observedState, stopCause }: Resting): boolean =>
  desiredState === "stopped" && observedState === "stopped" && stopCause === "idle";

/** False until its creation came through; nothing can be lost with such a workspace. */
export const hasComeUp = ({ observedState }: { observedState: ObservedState }): boolean =>
  observedState !== "creating" && observedState !== "removed";

/** Why a member may not create or start a workspace here; null where they may. */
export function localRefusal(
  actor: { role: "owner" | "admin" | "member" },
  runtime: RuntimeKind,
): AppError | null {
  if (runtime !== "local" || actor.role !== "member") return null;
  return forbidden(
    "Local workspaces run as one user of this machine, with no wall between people. Only owners and admins of the installation may create or start one.",
  );
}

const shells = new Set(["bash", "sh", "zsh", "fish", "dash"]);

/** What a stop interrupts: programs in terminals first, then agents but those in `named`, then waiting shells. */
export function activityLosses(activity: WorkspaceActivity | null, named: readonly string[] = []): Loss[] {
  if (!activity) return [];
  const busy = activity.terminals.filter((terminal) => terminal.isBusy);
  const idle = activity.terminals.filter((terminal) => !terminal.isBusy);
  return [
    ...busy.map(({ name, command }) =>
      loss("Running program", `${command ?? "unknown"} in terminal ${name}`),
    ),
    ...activity.agents
      .filter(({ id }) => !named.includes(id))
      .map(({ id, state }) => loss("Agent", `${id}, ${state}`)),
    ...idle.map(({ name, command }) =>
      loss("Terminal", command === null || shells.has(command) ? name : `${name} (${command})`),
    ),
  ];
}

const loss = (kind: string, name: string): Loss => ({ kind, name, sizeBytes: null });

/** What a consent to a stop relies on; the name of a program changes too often to be asked about again. */
export const activityFingerprint = (activity: WorkspaceActivity | null): unknown => ({
  busy: (activity?.terminals ?? []).flatMap(({ name, isBusy }) => (isBusy ? [name] : [])).sort(),
  agents: (activity?.agents ?? []).map(({ id }) => id).sort(),
});
