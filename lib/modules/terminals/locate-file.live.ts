import { LocatedFile, LocateFileInput } from "#lib/modules/terminals/schema.ts";
import { terminalFacts } from "#lib/modules/terminals/terminal-facts.ts";
import { reachWorkspace, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { locateFile as askForFile } from "#lib/providers/workspaced/terminals.ts";

/** Makes a printed path a link: programs write it from wherever they happen to run. */
export const locateFile = query({
  name: "terminal.locate",
  http: "GET /api/terminals/:terminalId/file",
  summary: "The file of the workspace that a path printed in a terminal means.",
  input: LocateFileInput,
  output: LocatedFile,
  async read({ tx, input, actor, platform, signal }) {
    const { terminal } = await terminalFacts(tx, actor, input.terminalId);
    const address = await reachWorkspace(tx, platform, terminal.workspaceId);
    const asked = { name: terminal.session, path: input.path };
    return withWorkspace(address, (at) => askForFile(at, asked, { signal }));
  },
});
