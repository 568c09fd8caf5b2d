import { z } from "zod";
import { SettingsView } from "#lib/modules/settings/schema.ts";
import { settingsView } from "#lib/modules/settings/view.ts";
import { query } from "#lib/operations/query.ts";

/** Everybody may know which limits hold for their work. */
export const listSettings = query({
  name: "setting.list",
  http: "GET /api/settings",
  summary: "Read the settings of the installation, by their keys; a secret is never told",
  input: z.object({}),
  output: SettingsView,
  read: ({ tx, actor }) => settingsView(tx, actor),
});
