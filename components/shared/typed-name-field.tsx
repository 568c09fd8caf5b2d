import type { RefObject } from "react";
import { Field } from "#components/ui/field.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { countOf } from "#lib/client/format.ts";

interface TypedNameFieldProps {
  name: string;
  typed: string;
  field: RefObject<HTMLInputElement | null>;
  onType: (typed: string) => void;
}

/** Has the name of what is at stake typed in full. */
export function TypedNameField({ name, typed, field, onType }: TypedNameFieldProps) {
  return (
    <Field
      labelClassName="flex-wrap gap-x-1"
      label={
        <span className="[overflow-wrap:anywhere]">
          Type <code>{name}</code>
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
  const said = typed === "" || typed === name ? "" : isPrefix ? countOf(missing, "more", "more") : "differs";
  return (
    <span aria-live="polite" className="flex-none text-subtle-foreground text-xs">
      {said}
    </span>
  );
}
