import { workspaceDetail } from "#lib/modules/workspaces/detail.ts";
import { workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { WorkspaceDetail, WorkspaceInput } from "#lib/modules/workspaces/schema.ts";
import { query } from "#lib/operations/query.ts";

export const readWorkspace = query({
  name: "workspace.read",
  http: "GET /api/workspaces/:workspaceId",
  summary: "Read a workspace, with its settings and how it came to be",
  input: WorkspaceInput,
  output: WorkspaceDetail,
  async read({ tx, input, actor }) {
    return workspaceDetail(tx, await workspaceFacts(tx, actor, input.workspaceId));
  },
});
