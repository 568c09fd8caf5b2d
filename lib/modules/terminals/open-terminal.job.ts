import { newId } from "#lib/kernel/ids.ts";
import { nameTaken, openTerminal } from "#lib/modules/terminals/open-terminal.ts";
import { nextName } from "#lib/modules/terminals/rules.ts";
import type { TerminalRef } from "#lib/modules/terminals/schema.ts";
import { lockNames, saveTerminal } from "#lib/modules/terminals/store.ts";
import { reachWorkspace, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { wakeWorkspace } from "#lib/modules/workspaces/wake-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { publish } from "#lib/platform/db/transact.ts";
import { createTerminal, deleteTerminal } from "#lib/providers/workspaced/terminals.ts";

/** The session is made before its row, so that a row without a session always means one that has ended. */
export const runOpenTerminal = handler(
  openTerminal,
  async ({ input, facts, actor, operationId, platform, signal, step, close }) => {
    const reason = `${actor.name} opens a terminal.`;
    await wakeWorkspace(platform, input.workspaceId, { actor, reason, signal });
    const address = await reachWorkspace(platform.database.orm, platform, input.workspaceId);
    const session = `t-${operationId}`;
    await step(
      "Start the shell",
      async () => {
        await withWorkspace(address, (at) => createTerminal(at, { name: session, root: input.root }));
        return session;
      },
      (started) => withWorkspace(address, (at) => deleteTerminal(at, started)),
    );
    return close(async (tx): Promise<TerminalRef> => {
      const taken = await lockNames(tx, input.workspaceId);
      const holder = input.name === undefined ? undefined : taken.get(input.name);
      if (input.name !== undefined && holder !== undefined && holder !== session) throw nameTaken(input.name);
      const { id, name } = await saveTerminal(tx, {
        id: newId(),
        workspaceId: input.workspaceId,
        name: input.name ?? nextName(taken.keys()),
        session,
        createdBy: actor.userId,
      });
      publish(tx, {
        topic: "terminals",
        name: "terminal.opened",
        subjectId: id,
        projectId: facts.target.projectId,
      });
      return { id, name };
    });
  },
);
