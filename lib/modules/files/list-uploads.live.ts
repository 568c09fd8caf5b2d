import { ListUploadsInput, Uploads } from "#lib/modules/files/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { listUploads as askUploads } from "#lib/providers/workspaced/uploads.ts";

/** Uploads that wait for more bytes, newest first; each goes when nothing came for a day. */
export const listUploads = query({
  name: "files.uploads",
  http: "GET /api/workspaces/:workspaceId/files/uploads",
  summary: "List uploads that are not finished",
  input: ListUploadsInput,
  output: Uploads,
  read: (context) => askWorkspace(context, (address, options) => askUploads(address, options)),
});
