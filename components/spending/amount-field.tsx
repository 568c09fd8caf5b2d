import { Field } from "#components/ui/field.tsx";
import { InputGroup } from "#components/ui/input.tsx";

interface AmountFieldProps {
  label: string;
  /** Empty: no limit of its own. */
  value: string;
  onChange: (text: string) => void;
  hint?: string;
  note?: string;
  error: string | null;
  placeholder?: string;
  isReadOnly?: boolean;
}

/** An amount in US dollars, typed as text. */
export function AmountField({
  label,
  value,
  onChange,
  hint,
  note,
  error,
  placeholder,
  isReadOnly,
}: AmountFieldProps) {
  return (
    <Field label={label} error={error} {...(hint ? { hint } : {})} {...(note ? { note } : {})}>
      <InputGroup
        before={
          <span aria-hidden="true" className="text-muted-foreground">
            $
          </span>
        }
        inputMode="decimal"
        autoComplete="off"
        className="tabular-nums"
        placeholder={placeholder}
        readOnly={isReadOnly}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
