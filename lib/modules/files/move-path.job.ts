import { tellFiles } from "#lib/modules/files/files-command.ts";
import { movePath } from "#lib/modules/files/move-path.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { movePath as askMove } from "#lib/providers/workspaced/files.ts";

export const runMovePath = handler(movePath, async ({ input, facts, actor, platform, signal, close }) => {
  const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
  const moved = await withWorkspace(address, (reached) =>
    askMove(reached, { root: input.root, from: input.from, to: input.to }, { signal }),
  );
  await close(async (tx) => {
    tellFiles(tx, facts, "files.changed");
    return moved;
  });
});
