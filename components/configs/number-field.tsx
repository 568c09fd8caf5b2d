import type { ConfigFormProps } from "#components/configs/use-config-draft.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

interface NumberFieldProps extends ConfigFormProps {
  field: "temperature" | "maxTokens" | "turnsMax" | "runBudgetUsd";
  label: string;
  hint: string;
  /** What holds where it is left empty. */
  placeholder: string;
  inputMode: "numeric" | "decimal";
}

/** A number of a config that may be left to what stands above it. */
export function NumberField({
  field,
  label,
  hint,
  placeholder,
  inputMode,
  draft,
  mayChange,
}: NumberFieldProps) {
  return (
    <Field label={label} note="optional" hint={hint} error={draft.faultOf(field)}>
      <Input
        inputMode={inputMode}
        className="tabular-nums"
        placeholder={placeholder}
        readOnly={!mayChange}
        value={draft.shown[field]}
        onChange={(event) => draft.set({ [field]: event.target.value })}
      />
    </Field>
  );
}
