import { filesFacts, filesWork } from "#lib/modules/files/files-command.ts";
import { WriteFileInput, WrittenFile } from "#lib/modules/files/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Save a text file of a workspace. */
export const writeFile = command({
  name: "files.write",
  http: "PUT /api/workspaces/:workspaceId/files/content",
  summary: "Save a text file of a workspace",
  input: WriteFileInput,
  output: WrittenFile,
  bulky: ["content"],
  facts: (tx, input, actor) => filesFacts(tx, input, actor),
  work: { ...filesWork(60_000), key: ({ workspaceId }) => `files:${workspaceId}` },
});
