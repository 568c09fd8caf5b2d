import { Upload, UploadInput } from "#lib/modules/files/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { readUpload as askUpload } from "#lib/providers/workspaced/uploads.ts";

/** How much of an upload has come and is kept: where to go on. */
export const readUpload = query({
  name: "files.read-upload",
  http: "GET /api/workspaces/:workspaceId/files/uploads/:uploadId",
  summary: "Show how far an upload is",
  input: UploadInput,
  output: Upload,
  read: (context) =>
    askWorkspace(context, (address, options) => askUpload(address, context.input.uploadId, options)),
});
