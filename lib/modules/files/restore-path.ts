import { filesFacts, filesWork } from "#lib/modules/files/files-command.ts";
import { RestoredPath, RestorePathInput } from "#lib/modules/files/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Bring a deleted file or folder back. */
export const restorePath = command({
  name: "files.restore",
  http: "POST /api/workspaces/:workspaceId/files/restore",
  summary: "Bring a deleted file or folder back",
  input: RestorePathInput,
  output: RestoredPath,
  facts: (tx, input, actor) => filesFacts(tx, input, actor),
  work: { ...filesWork(600_000), key: ({ workspaceId }) => `files:${workspaceId}` },
});
