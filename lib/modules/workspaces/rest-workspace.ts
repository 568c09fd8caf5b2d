import { conflict } from "#lib/kernel/errors.ts";
import { liveAgents } from "#lib/modules/runs/interrupt-runs.ts";
import { wish } from "#lib/modules/workspaces/life.ts";
import { lookInside, requireCreated } from "#lib/modules/workspaces/life-facts.ts";
import { workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { busyWith, idleStopMsOf, usedUntil } from "#lib/modules/workspaces/rules.ts";
import { ChangedWorkspace, WorkspaceInput } from "#lib/modules/workspaces/schema.ts";
import { workspaceView } from "#lib/modules/workspaces/view.ts";
import { command } from "#lib/operations/command.ts";

/**
 * Stops a workspace in which nothing happens, and wakes on demand. Never interrupts: CONFLICT while a program runs in
 * one of its terminals or an agent is at work. The product itself asks for it when the idle time is over.
 */
export const restWorkspace = command({
  name: "workspace.rest",
  http: "POST /api/workspaces/:workspaceId/rest",
  summary: "Stop a workspace in which nothing happens until it is needed",
  input: WorkspaceInput,
  output: ChangedWorkspace,
  prepare: (platform, input, actor) => lookInside(platform, actor, input),
  async facts(tx, { workspaceId }, actor) {
    const facts = await workspaceFacts(tx, actor, workspaceId);
    const { workspace, project } = facts;
    requireCreated(workspace);
    const reason = busyWith(workspace.observedActivity, await liveAgents(tx, project.id));
    if (reason) throw conflict(`Something runs in it: ${reason}. Stop it if that may be interrupted.`);
    const idleStopMs = idleStopMsOf(workspace.runtime, project.workspaceSettings);
    const isUsed = idleStopMs !== null && usedUntil(workspace, idleStopMs) > new Date();
    if (actor.kind === "system" && workspace.stopCause !== "asked" && isUsed) {
      throw conflict("Something happened in it meanwhile.");
    }
    return facts;
  },
  async begin(tx, { facts: { workspace, project } }) {
    const stopCause = workspace.stopCause === "asked" ? "asked" : "idle";
    await wish(tx, workspace, "stopped", stopCause);
    return { workspace: workspaceView({ ...workspace, desiredState: "stopped", stopCause }, project) };
  },
  work: { timeoutMs: 180_000, attemptsMax: 3, key: ({ workspaceId }) => `workspace:${workspaceId}` },
});
