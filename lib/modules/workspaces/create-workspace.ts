import { conflict } from "#lib/kernel/errors.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { loseRuns, requireNoBusyRun } from "#lib/modules/runs/lose-runs.ts";
import { findVisible, ownerFacts } from "#lib/modules/workspaces/life-facts.ts";
import { lookWhetherGone } from "#lib/modules/workspaces/look-whether-gone.ts";
import { addWorkspace } from "#lib/modules/workspaces/of-project.ts";
import { isGone } from "#lib/modules/workspaces/rules.ts";
import { CreatedWorkspace, CreateWorkspaceInput } from "#lib/modules/workspaces/schema.ts";
import { followWorkspace, forgetWorkspace } from "#lib/modules/workspaces/store.ts";
import { command } from "#lib/operations/command.ts";
import { accessToProject } from "#lib/platform/auth/scope.ts";

/**
 * Takes the place of a removed one, or of one of which its runtime said just now that nothing is left; a project's first
 * one is made together with the project. It never takes data away: what turns up later is listed as left over.
 */
export const createWorkspace = command({
  name: "workspace.create",
  http: "POST /api/workspaces",
  summary: "Make a project's workspace again from its source",
  input: CreateWorkspaceInput,
  output: CreatedWorkspace,
  async prepare(platform, input, actor) {
    // What a look finds is written down: who may not work here sets nothing off.
    const access = await accessToProject(platform.database.orm, actor, input.projectId);
    const workspace =
      access === "none" || access === "read" ? null : await findVisible(platform, actor, input);
    return workspace && (await lookWhetherGone(platform, workspace)) ? workspace.id : null;
  },
  async facts(tx, { projectId }, actor, goneId) {
    const facts = await projectFacts(tx, actor, projectId);
    const isLost = facts.workspace.id === goneId && isGone(facts.workspace);
    if (isLost) await requireNoBusyRun(tx, projectId);
    return { ...facts, isLost, ...(await ownerFacts(tx, actor, facts.workspace)) };
  },
  async begin(tx, { facts: { project, workspace, isLost }, platform }) {
    if (workspace.observedState !== "removed" && !isLost) {
      throw conflict("The project has a workspace already.", { workspaceId: workspace.id });
    }
    if (!isLost && project.creationOperationId) {
      throw conflict("The project never came up. Retry its creation instead.", { status: project.status });
    }
    const { id: projectId, runtime } = project;
    if (isLost) await loseRuns(tx, projectId, "Its workspace is gone, and this work with it.");
    if (!(await forgetWorkspace(tx, workspace))) throw conflict("It is being made already.");
    const id = await addWorkspace(tx, platform, { projectId, runtime });
    await followWorkspace(tx, projectId, {
      status: "creating",
      statusReason: null,
      creationOperationId: null,
    });
    return { workspace: { id, projectId, runtime, state: "creating" as const } };
  },
  work: { timeoutMs: 2 * 3_600_000, attemptsMax: 5, key: ({ projectId }) => `project:${projectId}` },
});
