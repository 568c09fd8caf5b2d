import { mayAttach } from "#lib/modules/terminals/attach-terminal.live.ts";
import { TerminalInput, TerminalView } from "#lib/modules/terminals/schema.ts";
import { terminalFacts } from "#lib/modules/terminals/terminal-facts.ts";
import { query } from "#lib/operations/query.ts";

export const readTerminal = query({
  name: "terminal.read",
  http: "GET /api/terminals/:terminalId",
  summary: "A terminal, and whether its workspace runs.",
  input: TerminalInput,
  output: TerminalView,
  async read({ tx, input, actor }) {
    const { terminal, workspace, project } = await terminalFacts(tx, actor, input.terminalId);
    return {
      id: terminal.id,
      name: terminal.name,
      workspaceId: workspace.id,
      projectId: project.id,
      createdAt: terminal.createdAt.toISOString(),
      workspaceState: workspace.observedState,
      mayType: await mayAttach(tx, actor, terminal.id),
    };
  },
});
