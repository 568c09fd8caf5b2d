import { tellFiles } from "#lib/modules/files/files-command.ts";
import { restorePath } from "#lib/modules/files/restore-path.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { restorePath as askRestore } from "#lib/providers/workspaced/files.ts";

export const runRestorePath = handler(
  restorePath,
  async ({ input, facts, actor, platform, signal, close }) => {
    const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
    const restored = await withWorkspace(address, (reached) =>
      askRestore(reached, { trashId: input.trashId, to: input.to }, { signal, deadlineMs: 595_000 }),
    );
    await close(async (tx) => {
      tellFiles(tx, facts, "files.changed");
      return restored;
    });
  },
);
