"use client";

import type { ReactNode } from "react";
import { Field } from "#components/ui/field.tsx";
import { InputGroup, Textarea } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import type { OpenField } from "#lib/kernel/settings/field.ts";

interface OpenControlProps {
  name: string;
  field: OpenField;
  text: string;
  /** Where what holds comes from. */
  source: ReactNode;
  error: string | null;
  isReadOnly: boolean;
  onChange: (text: string) => void;
}

const choiceWords: Readonly<Record<string, string>> = {
  starttls: "STARTTLS",
  tls: "TLS from the first byte",
  none: "None",
};

const plain = { spellCheck: false, autoComplete: "off" } as const;

/** One field of a setting that may be read, by its form. */
export function OpenControl({ name, field, text, source, error, isReadOnly, onChange }: OpenControlProps) {
  const hint = (
    <>
      {field.hint && <span className="block">{field.hint}</span>}
      {source}
    </>
  );
  const shared = { label: field.label, hint, error };
  if (field.form === "choice" || field.form === "switch") {
    const choices = field.form === "switch" ? ["true", "false"] : field.choices;
    const words: Readonly<Record<string, string>> =
      field.form === "switch" ? { true: "Yes", false: "No" } : choiceWords;
    return (
      <Select name={name} value={text} disabled={isReadOnly} onValueChange={onChange}>
        <Field {...shared}>
          <SelectTrigger>
            <SelectValue />
          </SelectTrigger>
        </Field>
        <SelectContent>
          {choices.map((choice) => (
            <SelectItem key={choice} value={choice}>
              {words[choice] ?? choice}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    );
  }
  if (field.form === "list") {
    return (
      <Field {...shared} className="md:col-span-2">
        <Textarea
          name={name}
          rows={Math.min(10, Math.max(3, text.split("\n").length))}
          className="font-mono text-xs"
          readOnly={isReadOnly}
          value={text}
          onChange={(event) => onChange(event.target.value)}
          {...plain}
        />
      </Field>
    );
  }
  const isNumber = field.form === "number";
  return (
    <Field {...shared}>
      <InputGroup
        name={name}
        inputMode={isNumber ? "numeric" : "text"}
        className={isNumber ? "tabular-nums" : undefined}
        after={field.unit && <span className="flex-none text-muted-foreground text-xs">{field.unit}</span>}
        readOnly={isReadOnly}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        {...plain}
      />
    </Field>
  );
}
