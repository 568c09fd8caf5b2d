import type { Loss } from "#lib/kernel/answer.ts";
import { type AppError, forbidden } from "#lib/kernel/errors.ts";
import type { stopCauses } from "#lib/kernel/states.ts";
import type { RuntimeKind, WorkspaceActivity, WorkspaceState } from "#lib/modules/workspaces/schema.ts";

type ObservedState = "creating" | "running" | "stopped" | "failed" | "unreachable" | "removed";
interface ObservedLosses {
  uncommitted: readonly { path: string }[];
  unpushedCommits: readonly { subject: string }[];
  totals: { uncommitted: number; unpushedCommits: number };
}

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

/** Until when it counts as used. A start counts, for whoever asked for it is about to come. */
export const usedUntil = (
  { startedAt, lastActiveAt }: Pick<Resting, "startedAt" | "lastActiveAt">,
  idleStopMs: number,
): Date => new Date(Math.max(lastActiveAt.getTime(), startedAt?.getTime() ?? 0) + idleStopMs);

/** When it stops if nothing happens until then; null where it does not run, or never stops by itself. */
export function stopsAtOf(workspace: Resting, idleStopMs: number | null): Date | null {
  const { desiredState, observedState } = workspace;
  if (idleStopMs === null || desiredState !== "running" || observedState !== "running") return null;
  return usedUntil(workspace, idleStopMs);
}

/** It was stopped because nothing happened in it: whoever needs it next starts it. */
export const wakesOnDemand = ({ desiredState, observedState, stopCause }: Resting): boolean =>
  desiredState === "stopped" && observedState === "stopped" && stopCause === "idle";

/** False until its creation came through; nothing can be lost with such a workspace. */
export const hasComeUp = ({ observedState }: { observedState: ObservedState }): boolean =>
  observedState !== "creating" && observedState !== "removed";

/** What a workspace says of which its runtime has nothing left; `isGone` knows it by this. */
export const goneReason =
  "Nothing of this workspace is left where it ran: it was removed outside of Lockkeeper, or this is another machine.";

/** Seen to be gone with all its data: a start would find nothing, and nothing can be lost by making another one. */
export const isGone = ({
  observedState,
  observedReason,
}: {
  observedState: ObservedState;
  observedReason: string | null;
}): boolean => observedState === "failed" && observedReason === goneReason;

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

interface AskedSettings {
  image?: string | null | undefined;
  cpus?: number | null | undefined;
  memoryBytes?: number | null | undefined;
  processesMax?: number | null | undefined;
}

const limitNames = {
  cpus: "processors",
  memoryBytes: "memory",
  processesMax: "processes",
} as const satisfies Partial<Record<keyof AskedSettings, string>>;

/**
 * Why somebody may not set this; null where they may. A limit is no limit where those set it whom it holds, and what
 * is in an image runs while Lockkeeper's program is put into it. What stands there already they may leave as it is.
 */
export function settingsRefusal(
  actor: { role: "owner" | "admin" | "member" },
  asked: AskedSettings,
  before: AskedSettings,
  usual: Record<keyof typeof limitNames, number>,
  place = "",
): AppError | null {
  if (actor.role !== "member") return null;
  const refuse = (field: string, reason: string) =>
    forbidden(`Ask an admin of the installation: ${reason}.`, {
      field: `${place}${field}`,
      reason: `ask an admin of the installation: ${reason}`,
    });
  if (asked.image && asked.image !== before.image) {
    return refuse("image", "only owners and admins may name an image");
  }
  for (const field of ["cpus", "memoryBytes", "processesMax"] as const) {
    const value = asked[field] ?? 0;
    if (value > usual[field] && value !== before[field]) {
      return refuse(field, `only owners and admins may give more ${limitNames[field]} than usual`);
    }
  }
  return null;
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

const namedMax = 10;

/** What is nowhere but in the workspace: a stop keeps it, and nobody sees it while it is stopped. */
export function keptWork(seen: ObservedLosses | null): Loss[] {
  if (!seen) return [];
  const { uncommitted, unpushedCommits, totals } = seen;
  const files = uncommitted.slice(0, namedMax).map(({ path }) => path);
  const commits = unpushedCommits.slice(0, namedMax).map(({ subject }) => subject);
  return [
    ...kept(totals.uncommitted, "file", "not committed", files),
    ...kept(totals.unpushedCommits, "commit", "not pushed", commits),
  ];
}

function kept(total: number, noun: string, lack: string, names: readonly string[]): Loss[] {
  if (total === 0) return [];
  const more = total > names.length ? `, and ${total - names.length} more` : "";
  return [loss("Stays", `${total} ${noun}${total === 1 ? "" : "s"} ${lack}: ${names.join(", ")}${more}`)];
}

/** What a consent to a stop relies on; the name of a program changes too often to be asked about again. */
export const activityFingerprint = (activity: WorkspaceActivity | null): unknown => ({
  busy: (activity?.terminals ?? []).flatMap(({ name, isBusy }) => (isBusy ? [name] : [])).sort(),
  agents: (activity?.agents ?? []).map(({ id }) => id).sort(),
});

/** What keeps it awake now: an agent at work or a program in a terminal; null where nothing does. */
export function busyWith(activity: WorkspaceActivity | null, agents: readonly string[]): string | null {
  const busy = activity?.terminals.find(({ isBusy }) => isBusy);
  return agents[0] ?? (busy ? `${busy.command ?? "a program"} in ${busy.name}` : null);
}

const deeds: Readonly<Record<string, string>> = {
  "files.write": "saving {}",
  "files.mkdir": "making the folder {}",
  "files.move": "moving {}",
  "files.delete": "deleting {}",
  "files.restore": "restoring a file",
};

/** What was last done in a workspace, as the reason that it is awake: `saving src/app.ts`, `git pull`. */
export function deedWords(command: string, input: Record<string, unknown> | null): string {
  const known = deeds[command];
  if (known) return known.replace("{}", typeof input?.path === "string" ? input.path : "a file");
  const [noun = "", verb = ""] = command.split(".");
  if (noun === "git") return `git ${verb}`;
  return noun === "files" ? "changing files" : "a terminal";
}
