import { configOf, defaultConfig } from "#lib/modules/configs/in-force.ts";
import {
  type ConfigField,
  ConfigVersionPage,
  configFields,
  ListConfigVersionsInput,
} from "#lib/modules/configs/schema.ts";
import { listConfigs } from "#lib/modules/configs/store.ts";
import { configView } from "#lib/modules/configs/view.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { query } from "#lib/operations/query.ts";

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
    return {
      items: shown.map(({ config, creator }, index) => ({
        ...configView(config),
        isActive: config.version === active,
        changed: changedFields(rows[index + 1]?.config ?? defaultConfig, config),
        createdBy: creator,
      })),
      nextCursor: rows.length > limit ? String(shown.at(-1)?.config.version) : null,
    };
  },
});

type Compared = Record<ConfigField, unknown>;

const changedFields = (before: Compared, after: Compared): ConfigField[] =>
  configFields.filter((field) => before[field] !== after[field]);
