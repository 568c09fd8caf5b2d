import { z } from "zod";
import { RuntimeList } from "#lib/modules/workspaces/schema.ts";
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
    return { items: found.map(({ kind, isAvailable, detail }) => ({ kind, isAvailable, detail })) };
  },
});
