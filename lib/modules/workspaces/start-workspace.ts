import { wish } from "#lib/modules/workspaces/life.ts";
import { startFacts } from "#lib/modules/workspaces/life-facts.ts";
import { workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { ChangedWorkspace, WorkspaceInput } from "#lib/modules/workspaces/schema.ts";
import { workspaceView } from "#lib/modules/workspaces/view.ts";
import { command } from "#lib/operations/command.ts";

export const startWorkspace = command({
  name: "workspace.start",
  http: "POST /api/workspaces/:workspaceId/start",
  summary: "Start a workspace",
  input: WorkspaceInput,
  output: ChangedWorkspace,
  async facts(tx, { workspaceId }, actor) {
    const facts = await workspaceFacts(tx, actor, workspaceId);
    return { ...facts, ...(await startFacts(tx, actor, facts.workspace)) };
  },
  async begin(tx, { facts: { workspace, project } }) {
    await wish(tx, workspace, "running");
    return { workspace: workspaceView({ ...workspace, desiredState: "running" }, project) };
  },
  // An image may have to be built for it.
  work: { timeoutMs: 1_800_000, attemptsMax: 3, key: ({ workspaceId }) => `workspace:${workspaceId}` },
});
