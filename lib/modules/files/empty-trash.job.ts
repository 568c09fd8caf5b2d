import { AppError } from "#lib/kernel/errors.ts";
import { emptyTrash } from "#lib/modules/files/empty-trash.ts";
import { tellFiles } from "#lib/modules/files/files-command.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { emptyTrash as askEmpty } from "#lib/providers/workspaced/files.ts";

export const runEmptyTrash = handler(emptyTrash, async ({ input, facts, actor, platform, signal, close }) => {
  const { agreed } = facts;
  if (agreed === null) throw new AppError("SERVICE_UNAVAILABLE", "The trash could not be looked at.");
  const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
  const emptied = await withWorkspace(address, (reached) =>
    askEmpty(reached, agreed, { signal, deadlineMs: 295_000 }),
  );
  await close(async (tx) => {
    tellFiles(tx, facts, "files.changed");
    return emptied;
  });
});
