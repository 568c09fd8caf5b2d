import { z } from "zod";
import { providerNames } from "#lib/kernel/states.ts";
import { ProviderPage } from "#lib/modules/providers-llm/schema.ts";
import { listProviderRows } from "#lib/modules/providers-llm/store.ts";
import { providerView } from "#lib/modules/providers-llm/view.ts";
import { query } from "#lib/operations/query.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";

export const listProviders = query({
  name: "provider.list",
  http: "GET /api/providers",
  summary: "List the language model providers, set up or not",
  input: z.object({}),
  output: ProviderPage,
  async read({ tx, actor }) {
    const rows = await listProviderRows(tx);
    const rowOf = new Map(rows.map((row) => [row.name, row]));
    const showsHint = accessToInstallation(actor) === "admin";
    return {
      items: providerNames.map((id) => providerView(id, rowOf.get(id), showsHint)),
      nextCursor: null,
    };
  },
});
