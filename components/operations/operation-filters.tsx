"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type Choice, ChoiceFilter, TextFilter } from "#components/shared/filter-fields.tsx";
import { wordOfOperation } from "#components/shared/status-dot.tsx";
import { Button } from "#components/ui/button.tsx";
import { filterOf, isEmpty, type OperationFilter } from "#lib/client/operation-filter.ts";
import { shellQueries } from "#lib/client/shell-queries.ts";
import { operationStates } from "#lib/kernel/answer.ts";
import { dangerLevels } from "#lib/kernel/danger.ts";

interface OperationFiltersProps {
  filter: OperationFilter;
  /** Who can be chosen: the one who looks, and whom the list shows. */
  people: readonly Choice[];
  /** `isTyping`: one of many small changes, which does not deserve a step back of its own. */
  onChange: (filter: OperationFilter, options?: { isTyping?: boolean }) => void;
}

const stateChoices: readonly Choice[] = [
  { value: "open", label: "Not ended" },
  ...operationStates.map((value) => ({ value, label: wordOfOperation[value] })),
];
const levelChoices: readonly Choice[] = dangerLevels.map((value) => ({ value, label: value }));

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
      <TextFilter
        label="Search commands and targets"
        placeholder="Command or target"
        text={filter.text}
        onText={(text) => onChange({ ...filter, text }, { isTyping: true })}
      />
      <ChoiceFilter
        label="State"
        none="Any state"
        choices={stateChoices}
        value={filter.state}
        onChoose={(state) => change({ state })}
      />
      <ChoiceFilter
        label="Level"
        none="Any level"
        choices={levelChoices}
        value={filter.level}
        onChoose={(level) => change({ level })}
      />
      <ChoiceFilter
        label="Person"
        none="Everyone"
        choices={people}
        value={filter.personId}
        onChoose={(person) => change({ person })}
      />
      <ChoiceFilter
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
