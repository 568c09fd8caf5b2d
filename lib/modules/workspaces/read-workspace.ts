import { workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { WorkspaceInput, WorkspaceView } from "#lib/modules/workspaces/schema.ts";
import { workspaceView } from "#lib/modules/workspaces/view.ts";
import { query } from "#lib/operations/query.ts";

export const readWorkspace = query({
  name: "workspace.read",
  http: "GET /api/workspaces/:workspaceId",
  summary: "Read a workspace",
  input: WorkspaceInput,
  output: WorkspaceView,
  async read({ tx, input, actor }) {
    const { workspace, project } = await workspaceFacts(tx, actor, input.workspaceId);
    return workspaceView(workspace, project);
  },
});
