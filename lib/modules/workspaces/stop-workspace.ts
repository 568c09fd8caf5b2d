import { wish } from "#lib/modules/workspaces/life.ts";
import { lookInside, stopFacts } from "#lib/modules/workspaces/life-facts.ts";
import { workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { ChangedWorkspace, WorkspaceInput } from "#lib/modules/workspaces/schema.ts";
import { workspaceView } from "#lib/modules/workspaces/view.ts";
import { command } from "#lib/operations/command.ts";

export const stopWorkspace = command({
  name: "workspace.stop",
  http: "POST /api/workspaces/:workspaceId/stop",
  summary: "Stop a workspace and everything that runs in it",
  input: WorkspaceInput,
  output: ChangedWorkspace,
  prepare: (platform, input, actor) => lookInside(platform, actor, input),
  async facts(tx, { workspaceId }, actor) {
    const facts = await workspaceFacts(tx, actor, workspaceId);
    return { ...facts, ...(await stopFacts(tx, facts.workspace)) };
  },
  async begin(tx, { facts: { workspace, project } }) {
    await wish(tx, workspace, "stopped");
    return { workspace: workspaceView({ ...workspace, desiredState: "stopped" }, project) };
  },
  work: { timeoutMs: 180_000, attemptsMax: 3, key: ({ workspaceId }) => `workspace:${workspaceId}` },
});
