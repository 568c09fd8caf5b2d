import { Field } from "#components/ui/field.tsx";
import { Input, InputGroup } from "#components/ui/input.tsx";
import type { SettingsDraft } from "#components/workspaces/use-settings-draft.ts";
import { settingBounds, usualLimits } from "#lib/modules/workspaces/schema.ts";

export interface SettingsFieldsProps {
  draft: Pick<SettingsDraft, "image" | "cpus" | "memory" | "processesMax">;
  faultOf: (field: string) => string | null;
  onChange: (part: Partial<Pick<SettingsDraft, "image" | "cpus" | "memory" | "processesMax">>) => void;
  isDisabled?: boolean;
  className?: string;
}

const gibibyte = 1024 ** 3;

/** Processors, memory and processes; an empty field takes what is usual here. */
export function LimitFields({ draft, faultOf, onChange, isDisabled = false }: SettingsFieldsProps) {
  return (
    <>
      <Field label="Processors" error={faultOf("cpus")}>
        <InputGroup
          type="number"
          min={settingBounds.cpus.min}
          max={settingBounds.cpus.max}
          step="any"
          placeholder="usual"
          className="tabular-nums"
          disabled={isDisabled}
          value={draft.cpus}
          after={<span className="text-muted-foreground text-xs">CPUs</span>}
          onChange={(event) => onChange({ cpus: event.target.value })}
        />
      </Field>
      <Field label="Memory" error={faultOf("memoryBytes")}>
        <InputGroup
          type="number"
          min={settingBounds.memoryBytes.min / gibibyte}
          step="any"
          placeholder="usual"
          className="tabular-nums"
          disabled={isDisabled}
          value={draft.memory}
          after={<span className="text-muted-foreground text-xs">GiB</span>}
          onChange={(event) => onChange({ memory: event.target.value })}
        />
      </Field>
      <Field label="Processes" error={faultOf("processesMax")}>
        <Input
          type="number"
          min={settingBounds.processesMax.min}
          step={1}
          placeholder="usual"
          className="tabular-nums"
          disabled={isDisabled}
          value={draft.processesMax}
          onChange={(event) => onChange({ processesMax: event.target.value })}
        />
      </Field>
      {!isDisabled && (
        <p className="col-span-full -mt-2 text-muted-foreground text-xs">
          Usual: {usualLimits.cpus} CPUs, {usualLimits.memoryBytes / gibibyte} GiB, {usualLimits.processesMax}{" "}
          processes. Only owners and admins of the installation give more.
        </p>
      )}
    </>
  );
}

export function ImageField({ draft, faultOf, onChange, isDisabled = false, className }: SettingsFieldsProps) {
  return (
    <Field
      label="Image"
      note="optional"
      hint="One with sh and glibc; Lockkeeper's programs are copied in. Owners and admins of the installation name it. Empty: the usual one."
      error={faultOf("image")}
      className={className}
    >
      <Input
        value={draft.image}
        placeholder="registry.example.org/team/tools:1"
        className="font-mono text-xs"
        autoComplete="off"
        spellCheck={false}
        disabled={isDisabled}
        onChange={(event) => onChange({ image: event.target.value })}
      />
    </Field>
  );
}
