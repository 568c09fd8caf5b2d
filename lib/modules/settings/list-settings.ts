import { z } from "zod";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import { SettingsView } from "#lib/modules/settings/schema.ts";
import { query } from "#lib/operations/query.ts";

/** Everybody may know which limits hold for their work. */
export const listSettings = query({
  name: "setting.list",
  http: "GET /api/settings",
  summary: "Read the settings of the installation, by their keys",
  input: z.object({}),
  output: SettingsView,
  async read({ tx }) {
    const [runs, budgets] = await Promise.all([settingOf(tx, "runs"), settingOf(tx, "budgets")]);
    return { runs, budgets };
  },
});
