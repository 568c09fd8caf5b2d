import { tellFiles } from "#lib/modules/files/files-command.ts";
import { makeFolder } from "#lib/modules/files/make-folder.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { makeFolder as askFolder } from "#lib/providers/workspaced/files.ts";

export const runMakeFolder = handler(makeFolder, async ({ input, facts, actor, platform, signal, close }) => {
  const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
  const made = await withWorkspace(address, (reached) =>
    askFolder(reached, { root: input.root, path: input.path }, { signal }),
  );
  await close(async (tx) => {
    tellFiles(tx, facts, "files.changed");
    return made;
  });
});
