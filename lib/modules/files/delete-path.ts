import { filesFacts, filesWork } from "#lib/modules/files/files-command.ts";
import { DeletedPath, DeletePathInput } from "#lib/modules/files/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Move a file or folder to the workspace's trash. */
export const deletePath = command({
  name: "files.delete",
  http: "DELETE /api/workspaces/:workspaceId/files",
  summary: "Move a file or folder to the workspace's trash",
  input: DeletePathInput,
  output: DeletedPath,
  facts: (tx, input, actor) => filesFacts(tx, input, actor),
  work: { ...filesWork(600_000), key: ({ workspaceId }) => `files:${workspaceId}` },
});
