import { duplicatePath } from "#lib/modules/files/duplicate-path.ts";
import { tellFiles } from "#lib/modules/files/files-command.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { duplicatePath as askCopy } from "#lib/providers/workspaced/files.ts";

export const runDuplicatePath = handler(
  duplicatePath,
  async ({ input, facts, actor, platform, signal, close }) => {
    const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
    const { root, path, to } = input;
    const copied = await withWorkspace(address, (reached) =>
      askCopy(reached, { root, path, to }, { signal, deadlineMs: 595_000 }),
    );
    await close(async (tx) => {
      tellFiles(tx, facts, "files.changed");
      return copied;
    });
  },
);
