import { Check } from "lucide-react";
import type { RefObject } from "react";
import { Field } from "#components/ui/field.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { countOf } from "#lib/client/format.ts";

interface TypedNameFieldProps {
  name: string;
  typed: string;
  field: RefObject<HTMLInputElement | null>;
  onType: (typed: string) => void;
  /** What typing it is for: "to approve". */
  purpose?: string;
}

/** Has the name of what is at stake typed in full. */
export function TypedNameField({ name, typed, field, onType, purpose }: TypedNameFieldProps) {
  return (
    <Field
      labelClassName="flex-wrap gap-x-1"
      label={
        <span className="[overflow-wrap:anywhere]">
          Type <code>{name}</code>
          {purpose && ` ${purpose}`}
        </span>
      }
    >
      <InputGroup
        ref={field}
        className="font-mono text-xs"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => onType(event.target.value)}
        after={<NameHint typed={typed} name={name} />}
      />
    </Field>
  );
}

/** How much of the name is still missing, so that nobody counts letters. */
function NameHint({ typed, name }: { typed: string; name: string }) {
  const isPrefix = name.startsWith(typed);
  const missing = name.length - typed.length;
  if (typed === name) {
    return (
      <span aria-live="polite" className="flex flex-none text-primary-text">
        <Check className="text-primary-text!" />
        <span className="sr-only">The name is right</span>
      </span>
    );
  }
  const said = typed === "" ? "" : isPrefix ? countOf(missing, "more", "more") : "differs";
  return (
    <span aria-live="polite" className="flex-none text-subtle-foreground text-xs">
      {said}
    </span>
  );
}
