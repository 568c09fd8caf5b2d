import { filesFacts, filesWork } from "#lib/modules/files/files-command.ts";
import { DuplicatedPath, DuplicatePathInput } from "#lib/modules/files/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Copy a file or folder beside itself, or to a place of one's choice; it never replaces anything. */
export const duplicatePath = command({
  name: "files.duplicate",
  http: "POST /api/workspaces/:workspaceId/files/duplicate",
  summary: "Copy a file or folder of a workspace",
  input: DuplicatePathInput,
  output: DuplicatedPath,
  creates: true,
  facts: (tx, input, actor) => filesFacts(tx, input, actor),
  work: { ...filesWork(600_000), key: ({ workspaceId }) => `files:${workspaceId}` },
});
