import { settingOf } from "#lib/modules/settings/in-force.ts";
import { SettingsView, UpdateSettingInput } from "#lib/modules/settings/schema.ts";
import { lockSettings, writeSetting } from "#lib/modules/settings/store.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import { publish } from "#lib/platform/db/transact.ts";

const names = { runs: "Limits of runs", budgets: "Budgets" } as const;

export const updateSetting = command({
  name: "setting.update",
  http: "PUT /api/settings/:key",
  summary: "Change limits and budgets of the installation",
  input: UpdateSettingInput,
  output: SettingsView,
  facts: async (_tx, { key }, actor) => ({
    target: { kind: "setting", id: key, name: names[key], projectId: null },
    access: accessToInstallation(actor),
  }),
  async apply(tx, { input: { key, ...change }, actor, operationId }) {
    await lockSettings(tx);
    const before = await settingOf(tx, key);
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    const after = { ...before, ...Object.fromEntries(given) };
    await writeSetting(tx, key, after, actor.userId);
    noteChange(tx, operationId, { before, after });
    const changed = { name: "setting.updated", subjectId: null, projectId: null };
    publish(tx, { topic: "settings", ...changed });
    if (key === "budgets") publish(tx, { topic: "spending", ...changed });
    const [runs, budgets] = await Promise.all([settingOf(tx, "runs"), settingOf(tx, "budgets")]);
    return { runs, budgets };
  },
});
