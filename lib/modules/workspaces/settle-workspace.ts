import { newId } from "#lib/kernel/ids.ts";
import { restWorkspace } from "#lib/modules/workspaces/rest-workspace.ts";
import { idleStopMsOf, isGone, stopsAtOf } from "#lib/modules/workspaces/rules.ts";
import { startWorkspace } from "#lib/modules/workspaces/start-workspace.ts";
import {
  findWorkspaceAndProject,
  type ProjectRow,
  type WorkspaceRow,
} from "#lib/modules/workspaces/store.ts";
import type { AnyCommand } from "#lib/operations/command.ts";
import { submit } from "#lib/operations/submit.ts";
import { systemActor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** How long a workspace may not answer before it is started anew: it may only be busy. */
const silenceMs = 20_000;
const startsMax = 7;
const firstBackOffMs = 5_000;

interface Memory {
  silentSinceMs: number | null;
  /** Of starts, or stops, in a row that led to nothing. */
  asked: number;
  nextMs: number;
}

interface Looked {
  workspace: WorkspaceRow;
  project: ProjectRow;
}

/**
 * What should be wins: one that should run and does not is started, one that should not run and does is stopped, and so
 * is one in which nothing happened for its idle time. What leads to nothing is asked for again later each time, and
 * seven times at most.
 */
export function createSettler(platform: Platform) {
  const memories = new Map<string, Memory>();

  async function settle({ workspace, project }: Looked): Promise<void> {
    const memory = memories.get(workspace.id) ?? { silentSinceMs: null, asked: 0, nextMs: 0 };
    memories.set(workspace.id, memory);
    const { desiredState, observedState } = workspace;
    memory.silentSinceMs = observedState === "unreachable" ? (memory.silentSinceMs ?? Date.now()) : null;
    if (isAsWished(workspace)) {
      memory.asked = 0;
      memory.nextMs = 0;
      if (desiredState === "running") await restWhereIdle({ workspace, project });
      return;
    }
    // Nothing is left to be started, and a person has to say whether another one is made.
    if (isGone(workspace)) return;
    if (memory.asked >= startsMax || Date.now() < memory.nextMs) return;
    const isSilent = memory.silentSinceMs !== null && Date.now() - memory.silentSinceMs >= silenceMs;
    const isDown = observedState === "stopped" || observedState === "failed" || isSilent;
    if (desiredState === "running" ? !isDown : observedState !== "running") return;
    memory.nextMs = Date.now() + firstBackOffMs * 2 ** memory.asked;
    memory.asked += 1;
    const isStart = desiredState === "running";
    await ask(isStart ? startWorkspace : restWorkspace, workspace, {
      name: "Reconciler",
      reason: isStart ? "It should run and does not." : "It should not run and does.",
    });
  }

  async function restWhereIdle({ workspace: { id }, project }: Looked): Promise<void> {
    // Read anew: the look before may have found it in use.
    const current = await findWorkspaceAndProject(platform.database.orm, id);
    if (!current) return;
    const idleStopMs = idleStopMsOf(current.workspace.runtime, project.workspaceSettings);
    const stopsAt = stopsAtOf(current.workspace, idleStopMs);
    if (!stopsAt || stopsAt > new Date()) return;
    const reason = `Nothing happened in it since ${current.workspace.lastActiveAt.toISOString()}.`;
    await ask(restWorkspace, current.workspace, { name: "Auto-stop", reason });
  }

  async function ask(
    command: AnyCommand,
    { id }: WorkspaceRow,
    { name, reason }: { name: string; reason: string },
  ): Promise<void> {
    const request = {
      actor: systemActor(name),
      origin: { requestId: newId(), ip: null, userAgent: null },
      reason,
    };
    await submit(platform, command, { workspaceId: id }, request, async (_, row) => row);
  }

  return {
    settle,
    forgetAllBut(ids: ReadonlySet<string>): void {
      for (const id of memories.keys()) if (!ids.has(id)) memories.delete(id);
    },
  };
}

const isAsWished = ({ desiredState, observedState }: WorkspaceRow): boolean =>
  desiredState === "running" ? observedState === "running" : observedState !== "running";
