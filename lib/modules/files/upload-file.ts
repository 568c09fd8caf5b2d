import { filesFacts, filesWork } from "#lib/modules/files/files-command.ts";
import { FinishUploadInput, WrittenFile } from "#lib/modules/files/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Put an uploaded file into its place. What was sent before is seen nowhere until this is done. */
export const uploadFile = command({
  name: "files.upload",
  http: "POST /api/workspaces/:workspaceId/files/uploads/:uploadId/finish",
  summary: "Put an uploaded file into its place",
  input: FinishUploadInput,
  output: WrittenFile,
  facts: (tx, input, actor) => filesFacts(tx, input, actor),
  work: { ...filesWork(600_000), key: ({ workspaceId, uploadId }) => `files:${workspaceId}:${uploadId}` },
});
