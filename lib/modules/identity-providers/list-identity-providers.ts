import { z } from "zod";
import { IdentityProviderPage } from "#lib/modules/identity-providers/schema.ts";
import { countAccounts, listProviderRows } from "#lib/modules/identity-providers/store.ts";
import { callbackUrlOf, providerView } from "#lib/modules/identity-providers/view.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import { query } from "#lib/operations/query.ts";
import { addressForLinks } from "#lib/platform/public-address.ts";

export const listIdentityProviders = query({
  name: "identity-provider.list",
  http: "GET /api/identity-providers",
  summary: "List where people may sign in, without any secret",
  who: "admin",
  input: z.object({}),
  output: IdentityProviderPage,
  async read({ tx, platform: { environment } }) {
    const address = await addressForLinks(environment);
    const people = await countAccounts(tx);
    const rows = await listProviderRows(tx);
    return {
      items: rows.map((row) => providerView(row, { address, people: people.get(row.id) ?? 0 })),
      nextCursor: null,
      githubUrl: (await settingOf(tx, "github")).githubUrl,
      callbackUrl: callbackUrlOf(address, "{id}"),
    };
  },
});
