import { KeyPage, type KeyView, keyScopes, ListKeysInput } from "#lib/modules/keys/schema.ts";
import { selectKeys } from "#lib/modules/keys/store.ts";
import { query } from "#lib/operations/query.ts";

type Selected = Awaited<ReturnType<typeof selectKeys>>[number];

export const listKeys = query({
  name: "key.list",
  http: "GET /api/keys",
  summary: "List API keys: your own, and for admins everybody's",
  input: ListKeysInput,
  output: KeyPage,
  async read({ tx, input: { limit, cursor }, actor }) {
    const rows = await selectKeys(tx, actor, cursor, limit + 1);
    const page = rows.slice(0, limit);
    return {
      items: page.map(keyView),
      nextCursor: rows.length > limit ? (page.at(-1)?.key.id ?? null) : null,
    };
  },
});

const hiddenProject = "a project that is gone, or that you may not see";

function keyView({ key, projectName, ...more }: Selected): KeyView {
  const { id, name, kind, prefix, projectId, expiresAt, lastUsedAt, revokedAt, createdAt } = key;
  return {
    id,
    name,
    prefix,
    kind,
    scopes: keyScopes.filter((scope) => key.scopes.includes(scope)),
    project: projectId ? { id: projectId, name: projectName ?? hiddenProject } : null,
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    ...more,
  };
}
