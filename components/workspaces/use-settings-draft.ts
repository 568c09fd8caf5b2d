"use client";

import { useState } from "react";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { ConfigureWorkspaceInput, SettingsInForce } from "#lib/modules/workspaces/schema.ts";

/** The settings as they stand in the fields of a form. */
export interface SettingsDraft {
  image: string;
  cpus: string;
  /** In GiB. */
  memory: string;
  processesMax: string;
  /** Milliseconds, or `never`. */
  idleStop: string;
}

const gibibyte = 1024 ** 3;
const fields = ["image", "cpus", "memoryBytes", "processesMax", "idleStopMs"];

export const draftOf = (settings: SettingsInForce): SettingsDraft => ({
  image: settings.image ?? "",
  cpus: settings.cpus === null ? "" : String(settings.cpus),
  memory:
    settings.memoryBytes === null ? "" : String(Math.round((settings.memoryBytes / gibibyte) * 100) / 100),
  processesMax: settings.processesMax === null ? "" : String(settings.processesMax),
  idleStop: settings.idleStopMs === null ? "never" : String(settings.idleStopMs),
});

const numberOf = (text: string): number | null => (text.trim() === "" ? null : Number(text));

/** What of the draft is sent; a field that holds no number is sent as it is, for the server says what would be right. */
export function settingsFrom(draft: Partial<SettingsDraft>): Omit<ConfigureWorkspaceInput, "projectId"> {
  const { image, cpus, memory, processesMax, idleStop } = draft;
  const gibibytes = memory === undefined ? undefined : numberOf(memory);
  return {
    ...(image === undefined ? {} : { image: image.trim() === "" ? null : image.trim() }),
    ...(cpus === undefined ? {} : { cpus: numberOf(cpus) }),
    ...(gibibytes === undefined
      ? {}
      : { memoryBytes: gibibytes === null ? null : Math.round(gibibytes * gibibyte) }),
    ...(processesMax === undefined ? {} : { processesMax: numberOf(processesMax) }),
    ...(idleStop === undefined ? {} : { idleStopMs: idleStop === "never" ? null : Number(idleStop) }),
  };
}

/** What one changes of a workspace's settings; what others change meanwhile shows where one has not typed. */
export function useSettingsDraft(projectId: string, settings: SettingsInForce) {
  const [changed, setChanged] = useState<Partial<SettingsDraft>>({});
  const [isSaved, setIsSaved] = useState(false);
  const configure = useCommand<ConfigureWorkspaceInput>({
    name: "workspace.configure",
    label: "Save",
    errors: "inline",
    isAwaited: true,
    onDone: () => {
      setChanged({});
      setIsSaved(true);
    },
  });
  const inForce = draftOf(settings);
  const differing = Object.fromEntries(
    Object.entries(changed).filter(([name, value]) => inForce[name as keyof SettingsDraft] !== value),
  ) as Partial<SettingsDraft>;
  return {
    shown: { ...inForce, ...changed },
    isChanged: Object.keys(differing).length > 0,
    isSaved,
    isPending: configure.isPending,
    set(part: Partial<SettingsDraft>) {
      if (configure.error) configure.reset();
      setIsSaved(false);
      setChanged((before) => ({ ...before, ...part }));
    },
    discard: () => setChanged({}),
    save: () => void configure.run({ projectId, ...settingsFrom(differing) }),
    faultOf: (field: string) => faultOf(configure.error, field),
    rest: restOf(configure.error, fields),
  };
}
