import { conflict } from "#lib/kernel/errors.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { ownerFacts } from "#lib/modules/workspaces/life-facts.ts";
import { addWorkspace } from "#lib/modules/workspaces/of-project.ts";
import { CreatedWorkspace, CreateWorkspaceInput } from "#lib/modules/workspaces/schema.ts";
import { deleteRemoved, followWorkspace } from "#lib/modules/workspaces/store.ts";
import { command } from "#lib/operations/command.ts";

/** Takes the place of a removed one; a project's first one is made together with the project. */
export const createWorkspace = command({
  name: "workspace.create",
  http: "POST /api/workspaces",
  summary: "Make a project's workspace again from its source",
  input: CreateWorkspaceInput,
  output: CreatedWorkspace,
  async facts(tx, { projectId }, actor) {
    const facts = await projectFacts(tx, actor, projectId);
    return { ...facts, ...(await ownerFacts(tx, actor, facts.workspace)) };
  },
  async begin(tx, { facts: { project, workspace }, platform }) {
    if (workspace.observedState !== "removed") {
      throw conflict("The project has a workspace already.", { workspaceId: workspace.id });
    }
    if (project.creationOperationId) {
      throw conflict("The project never came up. Retry its creation instead.", { status: project.status });
    }
    const { id: projectId, runtime } = project;
    if (!(await deleteRemoved(tx, workspace.id))) throw conflict("It is being made already.");
    const id = await addWorkspace(tx, platform, { projectId, runtime });
    await followWorkspace(tx, projectId, { status: "creating", statusReason: null });
    return { workspace: { id, projectId, runtime, state: "creating" as const } };
  },
  work: { timeoutMs: 2 * 3_600_000, attemptsMax: 5, key: ({ projectId }) => `project:${projectId}` },
});
