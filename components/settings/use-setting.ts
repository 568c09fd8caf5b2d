"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCommand } from "#lib/client/run-command.ts";
import type { ErrorShape } from "#lib/kernel/answer.ts";
import type { SettingKey } from "#lib/kernel/settings/catalogue.ts";
import { settingQueries } from "#lib/modules/settings/queries.ts";
import type { SettingsView, TestedSetting } from "#lib/modules/settings/schema.ts";

type Values = Record<string, unknown>;

export interface SettingActions {
  /** Its answer is true once the settings that are known here hold what was sent. */
  save: (values: Values) => Promise<boolean>;
  test: (values: Values) => Promise<void>;
  isSaving: boolean;
  isTesting: boolean;
  /** How the latest test went, until something is saved or tried again. */
  tested: TestedSetting | null;
  /** What the latest of both was refused with. */
  error: ErrorShape | null;
}

interface Words {
  label?: string;
  /** What the dialog names where a change takes a confirmation. */
  subject: string;
}

/** Saves fields of one setting, and tries them. */
export function useSetting(key: SettingKey, { label = "Save", subject }: Words): SettingActions {
  const client = useQueryClient();
  const { queryKey } = settingQueries.all();
  const [tested, setTested] = useState<TestedSetting | null>(null);
  const update = useCommand<Values, SettingsView>({
    name: "setting.update",
    label,
    subject,
    errors: "inline",
  });
  const trial = useCommand<Values, TestedSetting>({ name: "setting.test", label: "Test", errors: "inline" });
  return {
    async save(values) {
      setTested(null);
      trial.reset();
      const answer = await update.run({ key, ...values });
      if (answer.outcome === "done" && answer.result) client.setQueryData(queryKey, answer.result);
      else if (answer.outcome === "done" || answer.outcome === "accepted")
        await client.refetchQueries({ queryKey });
      else return false;
      return true;
    },
    async test(values) {
      setTested(null);
      update.reset();
      const answer = await trial.run({ key, ...values });
      if (answer.outcome === "done") setTested(answer.result ?? null);
    },
    isSaving: update.isPending,
    isTesting: trial.isPending,
    tested,
    error: update.error ?? trial.error,
  };
}
