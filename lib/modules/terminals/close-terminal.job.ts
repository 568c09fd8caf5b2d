import { closeTerminal } from "#lib/modules/terminals/close-terminal.ts";
import { endTerminals } from "#lib/modules/terminals/end-terminals.ts";
import { reachWorkspace, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { WorkspacedError } from "#lib/providers/workspaced/request.ts";
import { deleteTerminal } from "#lib/providers/workspaced/terminals.ts";

/** A session that is gone already is as good as ended. */
export const runCloseTerminal = handler(closeTerminal, async ({ facts, platform, step, close }) => {
  const { terminal, project } = facts;
  const address = await reachWorkspace(platform.database.orm, platform, terminal.workspaceId);
  await step("End the shell", () =>
    withWorkspace(address, async (at) => {
      await deleteTerminal(at, terminal.session).catch((error: unknown) => {
        if (!(error instanceof WorkspacedError && error.type === "NOT_FOUND")) throw error;
      });
      return null;
    }),
  );
  return close(async (tx) => {
    await endTerminals(tx, project.id, [terminal.id]);
    return { id: terminal.id };
  });
});
