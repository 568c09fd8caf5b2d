"use client";

import { Search } from "lucide-react";
import { useEffect } from "react";
import { InputGroup } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { useTyped } from "#lib/client/use-typed.ts";

/** What lists are narrowed by: each field is half as wide as a narrow screen, the text as wide as all of it. */

export interface Choice {
  value: string;
  label: string;
}

const all = "all";
const typingMs = 250;

interface TextFilterProps {
  label: string;
  placeholder: string;
  text: string;
  onText: (text: string) => void;
}

/** A field that asks a moment after the last key. */
export function TextFilter({ label, placeholder, text, onText }: TextFilterProps) {
  const { typed, setTyped, give } = useTyped(text, onText);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => give(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed, text, give]);
  return (
    <InputGroup
      type="search"
      aria-label={label}
      placeholder={placeholder}
      maxLength={100}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      before={<Search />}
      frameClassName="max-w-72 flex-1 basis-52 max-md:col-span-2 max-md:max-w-none"
    />
  );
}

interface ChoiceFilterProps {
  label: string;
  /** What it says while nothing is chosen. */
  none: string;
  choices: readonly Choice[];
  value: string | null;
  onChoose: (value: string | null) => void;
}

export function ChoiceFilter({ label, none, choices, value, onChoose }: ChoiceFilterProps) {
  const isListed = value === null || choices.some((choice) => choice.value === value);
  const shown = isListed ? choices : [...choices, { value, label: "Someone or something else" }];
  return (
    <Select value={value ?? all} onValueChange={(next) => onChoose(next === all ? null : next)}>
      <SelectTrigger aria-label={label} className="w-36 max-md:w-full">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={all}>{none}</SelectItem>
        {shown.map((choice) => (
          <SelectItem key={choice.value} value={choice.value}>
            {choice.label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
