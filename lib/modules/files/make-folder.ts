import { filesFacts, filesWork } from "#lib/modules/files/files-command.ts";
import { MadePath, MakeFolderInput } from "#lib/modules/files/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Create a folder in a workspace. */
export const makeFolder = command({
  name: "files.mkdir",
  http: "POST /api/workspaces/:workspaceId/files/mkdir",
  summary: "Create a folder in a workspace",
  input: MakeFolderInput,
  output: MadePath,
  creates: true,
  facts: (tx, input, actor) => filesFacts(tx, input, actor),
  work: { ...filesWork(15_000), key: ({ workspaceId }) => `files:${workspaceId}` },
});
