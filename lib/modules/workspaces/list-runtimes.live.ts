import { z } from "zod";
import { RuntimeList } from "#lib/modules/workspaces/schema.ts";
import { capabilitiesOf, hasFolderSources } from "#lib/modules/workspaces/settings.ts";
import { query } from "#lib/operations/query.ts";
import { findRuntimes } from "#lib/providers/runtimes/registry.ts";

/** What workspaces could run on here, and what was found of it. */
export const listRuntimes = query({
  name: "runtime.list",
  http: "GET /api/runtimes",
  summary: "List runtimes, with what was found on this machine",
  input: z.object({}),
  output: RuntimeList,
  async read() {
    const found = await findRuntimes();
    const items = found.map(({ kind, isAvailable, detail }) => ({
      kind,
      isAvailable,
      detail,
      folderSources: hasFolderSources(kind),
      capabilities: capabilitiesOf(kind),
    }));
    // What is walled off comes first; where there is none, what there is.
    const usable = items.filter(({ isAvailable }) => isAvailable);
    const recommended = usable.find(({ capabilities }) => capabilities.isIsolated) ?? usable[0];
    return { items: items.map((item) => ({ ...item, isRecommended: item === recommended })) };
  },
});
