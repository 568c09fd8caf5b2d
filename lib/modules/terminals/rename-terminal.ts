import { nameTaken } from "#lib/modules/terminals/open-terminal.ts";
import { RenameTerminalInput, TerminalRef } from "#lib/modules/terminals/schema.ts";
import { lockNames, setTerminalName } from "#lib/modules/terminals/store.ts";
import { terminalFacts } from "#lib/modules/terminals/terminal-facts.ts";
import { command } from "#lib/operations/command.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Changes what people call it; the session keeps its own name, so nobody who watches it is disturbed. */
export const renameTerminal = command({
  name: "terminal.rename",
  http: "PATCH /api/terminals/:terminalId",
  summary: "Gives a terminal another name.",
  input: RenameTerminalInput,
  output: TerminalRef,
  facts: (tx, { terminalId }, actor) => terminalFacts(tx, actor, terminalId),
  async apply(tx, { input, facts }) {
    const { id, workspaceId, session } = facts.terminal;
    const holder = (await lockNames(tx, workspaceId)).get(input.name);
    if (holder !== undefined && holder !== session) throw nameTaken(input.name);
    await setTerminalName(tx, id, input.name);
    publish(tx, {
      topic: "terminals",
      name: "terminal.renamed",
      subjectId: id,
      projectId: facts.target.projectId,
    });
    return { id, name: input.name };
  },
});
