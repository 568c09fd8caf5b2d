import { conflict } from "#lib/kernel/errors.ts";
import { OpenTerminalInput, TerminalRef } from "#lib/modules/terminals/schema.ts";
import { listTerminalRows } from "#lib/modules/terminals/store.ts";
import { accessToTerminals } from "#lib/modules/terminals/terminal-facts.ts";
import { workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { command } from "#lib/operations/command.ts";

/** Answers `{ id, name }`; CONFLICT where the name is taken in this workspace. */
export const openTerminal = command({
  name: "terminal.open",
  http: "POST /api/terminals",
  summary: "Opens a terminal in a workspace: a shell that goes on when the browser closes.",
  input: OpenTerminalInput,
  output: TerminalRef,
  creates: true,
  async facts(tx, { workspaceId }, actor) {
    const facts = await workspaceFacts(tx, actor, workspaceId);
    return { ...facts, access: accessToTerminals(actor, facts.access) };
  },
  async begin(tx, { input }) {
    const rows = input.name === undefined ? [] : await listTerminalRows(tx, input.workspaceId);
    if (rows.some((row) => row.name === input.name)) throw nameTaken(input.name ?? "");
    return null;
  },
  work: {
    timeoutMs: 20_000,
    attemptsMax: 1,
    key: ({ workspaceId }) => `terminals:${workspaceId}`,
    isDirect: true,
  },
});

export const nameTaken = (name: string) => conflict(`There is a terminal named ${name} already.`, { name });
