"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type ConfigDraft, draftOf, inputOf } from "#components/configs/config-draft.ts";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { stillUnsent } from "#lib/client/use-draft.ts";
import { configQueries } from "#lib/modules/configs/queries.ts";
import { isSameValue } from "#lib/modules/configs/rules.ts";
import {
  type ConfigField,
  type ConfigView,
  configFields,
  UpdateConfigInput,
} from "#lib/modules/configs/schema.ts";

/** What was typed and not saved, by project: a way that asks nobody, such as the command menu, loses nothing. */
const kept = new Map<string, Touched>();
type Touched = Partial<ConfigDraft & { note: string }>;

/** The fields that were touched over what is in force; what somebody else changes meanwhile shows in the others. */
export function useConfigDraft(projectId: string, config: ConfigView) {
  const [touched, setTouched] = useState<Touched>(() => kept.get(projectId) ?? {});
  const [faults, setFaults] = useState<Partial<Record<ConfigField, string>>>({});
  const [savedVersion, setSavedVersion] = useState<number | null>(null);
  const keep = (next: Touched) => {
    kept.set(projectId, next);
    setTouched(next);
  };
  const client = useQueryClient();
  const { queryKey } = configQueries.inForce(projectId);
  const update = useCommand<UpdateConfigInput, ConfigView>({
    name: "config.update",
    label: "Save",
    errors: "inline",
  });
  const stored = draftOf(config);
  const { note = "", ...fields } = touched;
  const shown = { ...stored, ...fields };
  const isChanged = configFields.some((field) => !isSameValue(shown[field], stored[field]));

  const discard = () => {
    keep({});
    setFaults({});
    update.reset();
  };
  const save = async () => {
    const input = UpdateConfigInput.safeParse({ projectId, ...inputOf(shown), note });
    setFaults(input.success ? {} : faultsOf(input.error.issues));
    if (!input.success) return;
    const answer = await update.run(input.data);
    // First what is in force, then the draft: what was there before is never shown in between, nor sent again.
    if (answer.outcome === "done") client.setQueryData(queryKey, answer.result);
    else if (answer.outcome === "accepted") await client.refetchQueries({ queryKey });
    else return;
    keep(stillUnsent(kept.get(projectId) ?? {}, touched));
    setSavedVersion(answer.outcome === "done" ? answer.result.version : null);
  };
  return {
    shown,
    note,
    isChanged,
    isPending: update.isPending,
    /** Set from a save until the next change. */
    savedVersion: isChanged ? null : savedVersion,
    set: (change: Touched) => {
      keep({ ...touched, ...change });
      setFaults((before) => without(before, Object.keys(change)));
    },
    faultOf: (field: ConfigField) => faults[field] ?? faultOf(update.error, field),
    noteFault: faultOf(update.error, "note"),
    rest: restOf(update.error, [...configFields, "note"]),
    save,
    discard,
  };
}

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

export type ConfigForm = ReturnType<typeof useConfigDraft>;

/** What each part of the form is given. */
export interface ConfigFormProps {
  draft: ConfigForm;
  mayChange: boolean;
}
