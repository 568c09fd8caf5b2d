"use client";

import { useState } from "react";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import {
  type ConfigField,
  type ConfigView,
  configFields,
  UpdateConfigInput,
} from "#lib/modules/configs/schema.ts";

/** The form's fields as they are typed. */
export interface ConfigDraft {
  provider: string | null;
  model: string;
  checkCommand: string;
  isReviewOn: boolean;
  reviewRoundsMax: string;
  instructions: string;
}

/** What was typed and not saved, by project: a way that asks nobody, such as the command menu, loses nothing. */
const kept = new Map<string, Partial<ConfigDraft>>();

/** The fields that were touched over what is in force; what somebody else changes meanwhile shows in the others. */
export function useConfigDraft(projectId: string, config: ConfigView) {
  const [touched, setTouched] = useState<Partial<ConfigDraft>>(() => kept.get(projectId) ?? {});
  const [faults, setFaults] = useState<Partial<Record<ConfigField, string>>>({});
  const [savedVersion, setSavedVersion] = useState<number | null>(null);
  const keep = (next: Partial<ConfigDraft>) => {
    kept.set(projectId, next);
    setTouched(next);
  };
  const update = useCommand<UpdateConfigInput, ConfigView>({
    name: "config.update",
    label: "Save",
    errors: "inline",
    onDone: (saved) => {
      keep({});
      setSavedVersion(saved?.version ?? null);
    },
  });
  const stored = draftOf(config);
  const shown = { ...stored, ...touched };
  const isChanged = configFields.some((field) => shown[field] !== stored[field]);

  const discard = () => {
    keep({});
    setFaults({});
    update.reset();
  };
  const save = () => {
    const input = UpdateConfigInput.safeParse({ projectId, ...inputOf(shown) });
    setFaults(input.success ? {} : faultsOf(input.error.issues));
    if (input.success) void update.run(input.data);
  };
  return {
    shown,
    isChanged,
    isPending: update.isPending,
    /** Set from a save until the next change. */
    savedVersion: isChanged ? null : savedVersion,
    set: (change: Partial<ConfigDraft>) => {
      keep({ ...touched, ...change });
      setFaults((before) => without(before, Object.keys(change)));
    },
    faultOf: (field: ConfigField) => faults[field] ?? faultOf(update.error, field),
    rest: restOf(update.error, configFields),
    save,
    discard,
  };
}

const draftOf = (config: ConfigView): ConfigDraft => ({
  provider: config.provider,
  model: config.model ?? "",
  checkCommand: config.checkCommand ?? "",
  isReviewOn: config.isReviewOn,
  reviewRoundsMax: String(config.reviewRoundsMax),
  instructions: config.instructions,
});

const inputOf = (draft: ConfigDraft) => ({
  ...draft,
  model: draft.model.trim() === "" ? null : draft.model,
  reviewRoundsMax: draft.reviewRoundsMax.trim() === "" ? null : Number(draft.reviewRoundsMax),
});

function faultsOf(issues: readonly { path: PropertyKey[]; message: string }[]) {
  const faults: Partial<Record<ConfigField, string>> = {};
  for (const { path, message } of issues) {
    const field = configFields.find((name) => name === path[0]);
    if (field) faults[field] ??= message;
  }
  return faults;
}

function without(faults: Partial<Record<ConfigField, string>>, fields: readonly string[]) {
  return Object.fromEntries(Object.entries(faults).filter(([field]) => !fields.includes(field)));
}
