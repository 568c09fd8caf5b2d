"use client";

import { useState } from "react";
import { cooldownWords } from "#components/rules/rule-words.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

interface CooldownFieldProps {
  /** Null: the usual one. */
  lengthMs: number | null;
  usualMs: number;
  isShown: boolean;
  onChange: (lengthMs: number | null) => void;
}

const unitsMs: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `90 s`, `30 min`, `1.5 h`, `2 d`; null for anything else. */
export function readDuration(text: string): number | null {
  const [, count, unit = "h"] = /^(\d+(?:\.\d+)?)\s*(s|min|h|d)?$/.exec(text.trim()) ?? [];
  const unitMs = unitsMs[unit];
  return count === undefined || unitMs === undefined ? null : Math.round(Number(count) * unitMs);
}

export function CooldownField({ lengthMs, usualMs, isShown, onChange }: CooldownFieldProps) {
  const [typed, setTyped] = useState(lengthMs === null ? "" : cooldownWords(lengthMs));
  if (!isShown) return null;
  const isWrong = typed.trim() !== "" && readDuration(typed) === null;
  return (
    <Field
      label="Cooldown"
      note={`else ${cooldownWords(usualMs)}`}
      hint="A number with s, min, h or d."
      error={isWrong ? "write a number with s, min, h or d, such as 12 h" : null}
    >
      <Input
        autoComplete="off"
        placeholder={cooldownWords(usualMs)}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(event.target.value.trim() === "" ? null : readDuration(event.target.value));
        }}
      />
    </Field>
  );
}
