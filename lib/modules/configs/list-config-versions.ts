import { configOf, defaultConfig } from "#lib/modules/configs/in-force.ts";
import { type ConfigUsage, ConfigVersionPage, ListConfigVersionsInput } from "#lib/modules/configs/schema.ts";
import { listConfigs, selectUsage } from "#lib/modules/configs/store.ts";
import { changedFields, configView } from "#lib/modules/configs/view.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { query } from "#lib/operations/query.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Newest first. */
export const listConfigVersions = query({
  name: "config.list-versions",
  http: "GET /api/projects/:projectId/config/versions",
  summary: "Every version of how agents work in a project",
  input: ListConfigVersionsInput,
  output: ConfigVersionPage,
  async read({ tx, input, actor }) {
    const { projectId, limit, cursor } = input;
    await projectFacts(tx, actor, projectId);
    const { version: active } = await configOf(tx, projectId);
    // One more than is shown: the last one too is compared with the one before it.
    const rows = await listConfigs(tx, projectId, cursor, limit + 1);
    const shown = rows.slice(0, limit);
    const usage = await usageOf(tx, projectId);
    const items = shown.map(({ config, creator }, index) => ({
      ...configView(config),
      isActive: config.version === active,
      changed: changedFields(rows[index + 1]?.config ?? defaultConfig, config),
      createdBy: creator,
      usage: usage.get(config.version) ?? null,
    }));
    if (rows.length > limit) return { items, nextCursor: String(shown.at(-1)?.config.version) };
    const first = usage.get(0);
    return { items: first ? [...items, builtIn(active === 0, first)] : items, nextCursor: null };
  },
});

async function usageOf(tx: Tx, projectId: string): Promise<Map<number, ConfigUsage>> {
  const rows = await selectUsage(tx, projectId);
  return new Map(rows.map(({ version, ...usage }) => [version, usage]));
}

/** What held before anybody set anything; shown once runs began with it. */
const builtIn = (isActive: boolean, usage: ConfigUsage) => ({
  ...configView({ ...defaultConfig, version: 0, createdAt: null }),
  isActive,
  changed: [],
  createdBy: null,
  usage,
});
