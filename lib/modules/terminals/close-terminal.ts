import { ClosedTerminal, TerminalInput } from "#lib/modules/terminals/schema.ts";
import { terminalFacts } from "#lib/modules/terminals/terminal-facts.ts";
import { command } from "#lib/operations/command.ts";

export const closeTerminal = command({
  name: "terminal.close",
  http: "DELETE /api/terminals/:terminalId",
  summary: "Ends a terminal and what runs in it.",
  input: TerminalInput,
  output: ClosedTerminal,
  facts: (tx, { terminalId }, actor) => terminalFacts(tx, actor, terminalId),
  work: {
    timeoutMs: 20_000,
    attemptsMax: 1,
    key: ({ terminalId }) => `terminal:${terminalId}`,
    isDirect: true,
  },
});
