import { filesFacts, filesWork } from "#lib/modules/files/files-command.ts";
import { MadePath, MovePathInput } from "#lib/modules/files/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Move or rename a file or folder. */
export const movePath = command({
  name: "files.move",
  http: "POST /api/workspaces/:workspaceId/files/move",
  summary: "Move or rename a file or folder",
  input: MovePathInput,
  output: MadePath,
  facts: (tx, input, actor) => filesFacts(tx, input, actor),
  work: { ...filesWork(30_000), key: ({ workspaceId }) => `files:${workspaceId}` },
});
