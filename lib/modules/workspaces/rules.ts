import type { Loss } from "#lib/kernel/answer.ts";
import { type AppError, forbidden } from "#lib/kernel/errors.ts";
import type { RuntimeKind, WorkspaceActivity, WorkspaceState } from "#lib/modules/workspaces/schema.ts";

type ObservedState = "creating" | "running" | "stopped" | "failed" | "unreachable" | "removed";
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
