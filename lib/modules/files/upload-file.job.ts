import { tellFiles } from "#lib/modules/files/files-command.ts";
import { uploadFile } from "#lib/modules/files/upload-file.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { finishUpload } from "#lib/providers/workspaced/uploads.ts";

export const runUploadFile = handler(uploadFile, async ({ input, facts, actor, platform, signal, close }) => {
  const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
  const { uploadId, ifMatch } = input;
  const written = await withWorkspace(address, (reached) =>
    finishUpload(reached, { uploadId, ifMatch }, { signal, deadlineMs: 595_000 }),
  );
  await close(async (tx) => {
    tellFiles(tx, facts, "files.changed");
    return written;
  });
});
