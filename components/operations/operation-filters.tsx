"use client";

import { useQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { useEffect, useState } from "react";
import { wordOfOperation } from "#components/shared/status-dot.tsx";
import { Button } from "#components/ui/button.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { filterOf, isEmpty, type OperationFilter } from "#lib/client/operation-filter.ts";
import { shellQueries } from "#lib/client/shell-queries.ts";
import { operationStates } from "#lib/kernel/answer.ts";
import { dangerLevels } from "#lib/kernel/danger.ts";

interface Choice {
  value: string;
  label: string;
}

interface OperationFiltersProps {
  filter: OperationFilter;
  /** Who can be chosen: the one who looks, and whom the list shows. */
  people: readonly Choice[];
  /** `isTyping`: one of many small changes, which does not deserve a step back of its own. */
  onChange: (filter: OperationFilter, options?: { isTyping?: boolean }) => void;
}

const all = "all";
const stateChoices: readonly Choice[] = [
  { value: "open", label: "Not ended" },
  ...operationStates.map((value) => ({ value, label: wordOfOperation[value] })),
];
const levelChoices: readonly Choice[] = dangerLevels.map((value) => ({ value, label: value }));
const typingMs = 250;

export function OperationFilters({ filter, people, onChange }: OperationFiltersProps) {
  const { data: projects = [] } = useQuery(shellQueries.projects());
  const change = (given: Partial<Record<"state" | "level" | "person" | "project", string | null>>) => {
    // Through the address's own reader, so that a choice is checked like a link.
    const parameters = new URLSearchParams();
    const next = {
      state: filter.state,
      level: filter.level,
      person: filter.personId,
      project: filter.projectId,
      text: filter.text,
      ...given,
    };
    for (const [name, value] of Object.entries(next)) if (value) parameters.set(name, value);
    onChange(filterOf(parameters));
  };
  return (
    <search className="mb-4 flex flex-wrap items-center gap-2 max-md:grid max-md:grid-cols-2">
      <TextFilter text={filter.text} onText={(text) => onChange({ ...filter, text }, { isTyping: true })} />
      <Choose
        label="State"
        none="Any state"
        choices={stateChoices}
        value={filter.state}
        onChoose={(state) => change({ state })}
      />
      <Choose
        label="Level"
        none="Any level"
        choices={levelChoices}
        value={filter.level}
        onChoose={(level) => change({ level })}
      />
      <Choose
        label="Person"
        none="Everyone"
        choices={people}
        value={filter.personId}
        onChoose={(person) => change({ person })}
      />
      <Choose
        label="Project"
        none="Any project"
        choices={projects.map(({ id, name }) => ({ value: id, label: name }))}
        value={filter.projectId}
        onChoose={(project) => change({ project })}
      />
      {!isEmpty(filter) && (
        <Button
          variant="ghost"
          className="max-md:col-span-2"
          onClick={() => onChange(filterOf(new URLSearchParams()))}
        >
          <X />
          Clear
        </Button>
      )}
    </search>
  );
}

/** A field that asks a moment after the last key. */
function TextFilter({ text, onText }: { text: string; onText: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => onText(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed, text, onText]);
  return (
    <InputGroup
      type="search"
      aria-label="Search commands and targets"
      placeholder="Command or target"
      maxLength={100}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      before={<Search />}
      frameClassName="max-w-72 flex-1 basis-52 max-md:col-span-2 max-md:max-w-none"
    />
  );
}

interface ChooseProps {
  label: string;
  /** What it says while nothing is chosen. */
  none: string;
  choices: readonly Choice[];
  value: string | null;
  onChoose: (value: string | null) => void;
}

function Choose({ label, none, choices, value, onChoose }: ChooseProps) {
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
