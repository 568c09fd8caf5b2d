import { deletePath } from "#lib/modules/files/delete-path.ts";
import { tellFiles } from "#lib/modules/files/files-command.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { deletePath as askDelete } from "#lib/providers/workspaced/files.ts";

export const runDeletePath = handler(deletePath, async ({ input, facts, actor, platform, signal, close }) => {
  const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
  const deleted = await withWorkspace(address, (reached) =>
    askDelete(reached, { root: input.root, path: input.path }, { signal, deadlineMs: 595_000 }),
  );
  await close(async (tx) => {
    tellFiles(tx, facts, "files.changed");
    return deleted;
  });
});
