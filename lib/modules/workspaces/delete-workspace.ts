import { workspaceLosses } from "#lib/modules/projects/rules.ts";
import { requireNoBusyRun } from "#lib/modules/runs/lose-runs.ts";
import { wish } from "#lib/modules/workspaces/life.ts";
import { lookInside, requireCreated, workLosses } from "#lib/modules/workspaces/life-facts.ts";
import { workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { ChangedWorkspace, WorkspaceInput } from "#lib/modules/workspaces/schema.ts";
import { workspaceView } from "#lib/modules/workspaces/view.ts";
import { command } from "#lib/operations/command.ts";

/** Held: it lists what goes, unpushed work first. The project with its board stays, and so do a folder source's files. */
export const deleteWorkspace = command({
  name: "workspace.delete",
  http: "DELETE /api/workspaces/:workspaceId",
  summary: "Remove a workspace with its files, terminals and worktrees",
  input: WorkspaceInput,
  output: ChangedWorkspace,
  prepare: (platform, input, actor) => lookInside(platform, actor, input),
  async facts(tx, { workspaceId }, actor) {
    const facts = await workspaceFacts(tx, actor, workspaceId);
    const { workspace, project } = facts;
    requireCreated(workspace);
    await requireNoBusyRun(tx, project.id);
    const { observedLosses } = workspace;
    const losses = [...workspaceLosses(observedLosses, project.source), ...(await workLosses(tx, workspace))];
    // As with a project: sizes and what happens to run change all the time.
    const { sizeBytes: _, ...relied } = observedLosses ?? { sizeBytes: null };
    return { ...facts, losses, fingerprint: relied };
  },
  async begin(tx, { facts: { workspace, project } }) {
    await wish(tx, workspace, "removed");
    return { workspace: workspaceView({ ...workspace, desiredState: "removed" }, project) };
  },
  work: { timeoutMs: 900_000, attemptsMax: 3, key: ({ workspaceId }) => `workspace:${workspaceId}` },
});
