import { ListTrashInput, Trash } from "#lib/modules/files/schema.ts";
import { oldAfterDays } from "#lib/modules/files/trash-age.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { listTrash as askTrash } from "#lib/providers/workspaced/files.ts";

/** What was deleted, newest first. Nothing leaves the trash by itself: it is emptied by `files.empty-trash` alone. */
export const listTrash = query({
  name: "files.trash",
  http: "GET /api/workspaces/:workspaceId/files/trash",
  summary: "List what lies in a workspace's trash",
  input: ListTrashInput,
  output: Trash,
  read: (context) =>
    askWorkspace(context, async (address, options) => ({
      ...(await askTrash(address, options)),
      oldAfterDays,
    })),
});
