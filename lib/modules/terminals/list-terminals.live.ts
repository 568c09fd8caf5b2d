import { newId } from "#lib/kernel/ids.ts";
import { endTerminals } from "#lib/modules/terminals/end-terminals.ts";
import { differences, nextName } from "#lib/modules/terminals/rules.ts";
import { ListTerminalsInput, TerminalList } from "#lib/modules/terminals/schema.ts";
import { listTerminalRows, lockNames, saveTerminal, type TerminalRow } from "#lib/modules/terminals/store.ts";
import { reachWorkspace, withWorkspace, workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { listTerminals as listSessions } from "#lib/providers/workspaced/terminals.ts";
import type { TerminalAnswer } from "#workspaced/protocol/terminals.ts";

/**
 * Asks the workspace itself. A shell that ended by itself loses its row here, and a session whose row was lost, by a
 * crash or an older database, gets one.
 */
export const listTerminals = query({
  name: "terminal.list",
  http: "GET /api/workspaces/:workspaceId/terminals",
  summary: "The terminals of a workspace, with what runs in each.",
  input: ListTerminalsInput,
  output: TerminalList,
  async read({ tx, input, actor, platform, signal }) {
    const { workspaceId } = input;
    const { project } = await workspaceFacts(tx, actor, workspaceId);
    const address = await reachWorkspace(tx, platform, workspaceId);
    const rows = await listTerminalRows(tx, workspaceId);
    const { kind, items } = await withWorkspace(address, (at) => listSessions(at, { signal }));
    const { ended, strays } = differences(rows, items, Date.now());
    const isSettled = ended.length === 0 && strays.length === 0;
    const current = isSettled
      ? rows
      : await settle(platform, { workspaceId, projectId: project.id, ended, strays });
    return { items: current.flatMap((row) => viewOf(row, items)), nextCursor: null, kind };
  },
});

interface Settlement {
  workspaceId: string;
  projectId: string;
  ended: readonly TerminalRow[];
  strays: readonly TerminalAnswer[];
}

/** Makes the rows what the workspace has; gives them. */
async function settle(platform: Platform, found: Settlement): Promise<TerminalRow[]> {
  const { workspaceId, projectId, ended, strays } = found;
  return transact(platform.database, async (tx) => {
    await endTerminals(
      tx,
      projectId,
      ended.map((row) => row.id),
    );
    const sessionByName = await lockNames(tx, workspaceId);
    const taken = new Set(sessionByName.keys());
    const known = new Set(sessionByName.values());
    for (const stray of strays.filter((session) => !known.has(session.name))) {
      const name = nextName(taken);
      taken.add(name);
      const { id } = await saveTerminal(tx, { id: newId(), workspaceId, name, session: stray.name });
      publish(tx, { topic: "terminals", name: "terminal.found", subjectId: id, projectId });
    }
    return listTerminalRows(tx, workspaceId);
  });
}

function viewOf(row: TerminalRow, sessions: readonly TerminalAnswer[]) {
  const session = sessions.find((candidate) => candidate.name === row.session);
  if (!session) return [];
  const { command, busy, lastTypedAt, viewers } = session;
  const { id, name, createdAt } = row;
  return [{ id, name, createdAt: createdAt.toISOString(), command, busy, lastTypedAt, viewers }];
}
