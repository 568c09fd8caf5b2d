"use client";

import { useId } from "react";
import { type ConsentName, consentsOfLevel, consentWords } from "#components/rules/rule-words.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Label } from "#components/ui/label.tsx";
import type { DangerLevel } from "#lib/kernel/danger.ts";

interface ConsentFieldsProps {
  /** Null: what the level brings. */
  chosen: readonly string[] | null;
  level: DangerLevel;
  onChoose: (consents: readonly ConsentName[] | null) => void;
}

const names = Object.keys(consentWords) as ConsentName[];

/** Which consents are asked for; one that is changed makes the list the rule's own. */
export function ConsentFields({ chosen, level, onChoose }: ConsentFieldsProps) {
  const id = useId();
  const shown = chosen ?? consentsOfLevel[level];
  const toggle = (name: ConsentName, isAsked: boolean) =>
    onChoose(names.filter((each) => (each === name ? isAsked : shown.includes(each))));
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">Consents</legend>
      {names.map((name) => (
        <span key={name} className="flex items-center gap-2">
          <Checkbox
            id={`${id}-${name}`}
            checked={shown.includes(name)}
            onCheckedChange={(isAsked) => toggle(name, isAsked === true)}
          />
          <Label htmlFor={`${id}-${name}`} className="block font-normal first-letter:uppercase">
            {consentWords[name]}
          </Label>
        </span>
      ))}
    </fieldset>
  );
}
