import { contentBytesMax, FileInfo, ReadFileInfoInput } from "#lib/modules/files/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { readInfo } from "#lib/providers/workspaced/files.ts";

/** What a file is, before its content is asked for. */
export const readFileInfo = query({
  name: "files.info",
  http: "GET /api/workspaces/:workspaceId/files/info",
  summary: "Show what a file of a workspace is, without its content",
  input: ReadFileInfoInput,
  output: FileInfo,
  read: (context) => {
    const { root, path } = context.input;
    return askWorkspace(context, async (address, options) => {
      const info = await readInfo(address, { root, path }, options);
      return { ...info, isEditable: info.kind === "text" && info.sizeBytes <= contentBytesMax };
    });
  },
});
