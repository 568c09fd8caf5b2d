import { ListWorkspacesInput, WorkspacePage } from "#lib/modules/workspaces/schema.ts";
import { listWorkspaceRows } from "#lib/modules/workspaces/store.ts";
import { workspaceView } from "#lib/modules/workspaces/view.ts";
import { query } from "#lib/operations/query.ts";

export const listWorkspaces = query({
  name: "workspace.list",
  http: "GET /api/workspaces",
  summary: "List workspaces",
  input: ListWorkspacesInput,
  output: WorkspacePage,
  async read({ tx, input, actor }) {
    const { limit, cursor: before, projectId } = input;
    const rows = await listWorkspaceRows(tx, { projectId, before }, actor, limit + 1);
    const page = rows.slice(0, limit);
    return {
      items: page.map(({ workspace, project }) => ({
        ...workspaceView(workspace, project),
        projectName: project.name,
      })),
      nextCursor: rows.length > limit ? (page.at(-1)?.workspace.id ?? null) : null,
    };
  },
});
