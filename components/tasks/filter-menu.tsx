"use client";

import { useQuery } from "@tanstack/react-query";
import { ListFilter } from "lucide-react";
import { useMemo } from "react";
import { type Choice, ChoiceFilter } from "#components/shared/filter-fields.tsx";
import { priorityLabels } from "#components/tasks/columns.ts";
import { Count } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { type BoardFilter, type CardState, cardStates, countFilters } from "#lib/client/board-filter.ts";
import { countOf } from "#lib/client/format.ts";
import { usePersonId } from "#lib/client/person.ts";
import { shellQueries } from "#lib/client/shell-queries.ts";
import { taskPriorities } from "#lib/kernel/states.ts";
import { cardQueries } from "#lib/modules/cards/queries.ts";

interface FilterMenuProps {
  projectId: string | null;
  filter: BoardFilter;
  onFilter: (change: Partial<BoardFilter>) => void;
}

const stateLabels: Record<CardState, string> = {
  needs_you: "Needs you",
  working: "Agent at work",
  queued: "Queued",
  waits: "Waits for another task",
  stopped: "Failed or interrupted",
};
const states: Choice[] = cardStates.map((value) => ({ value, label: stateLabels[value] }));
const priorities: Choice[] = [
  ...taskPriorities.map((value) => ({ value, label: priorityLabels[value] })),
  { value: "none", label: "Without a priority" },
];

/** What the board is narrowed to beside words; the choices are what its cards have. */
export function FilterMenu({ projectId, filter, onFilter }: FilterMenuProps) {
  const count = countFilters(filter);
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button
          variant="ghost"
          size="sm"
          aria-label={count === 0 ? "Filter" : `Filter, ${countOf(count, "is set", "are set")}`}
        >
          <ListFilter />
          <span className="max-md:hidden">Filter</span>
          {count > 0 && <Count>{count}</Count>}
        </Button>
      </PopoverTrigger>
      <PopoverContent className="w-64" aria-label="Filter the board">
        <FilterFields projectId={projectId} filter={filter} onFilter={onFilter} />
      </PopoverContent>
    </Popover>
  );
}

function FilterFields({ projectId, filter, onFilter }: FilterMenuProps) {
  const personId = usePersonId();
  const { data } = useQuery({ ...cardQueries.board(projectId), enabled: false });
  const { data: projects = [] } = useQuery({ ...shellQueries.projects(), enabled: projectId === null });
  const { labels, people } = useMemo(() => {
    const names = new Set<string>();
    const known = new Map<string, string>();
    for (const card of data?.cards ?? []) {
      for (const { name } of card.labels) names.add(name);
      if (card.assignee && card.assignee.id !== personId) known.set(card.assignee.id, card.assignee.name);
    }
    return {
      labels: [...names].sort((one, other) => one.localeCompare(other)).map(named),
      people: [
        { value: "me", label: "Assigned to me" },
        { value: "none", label: "Nobody" },
        ...[...known].map(([value, label]) => ({ value, label })),
      ],
    };
  }, [data, personId]);
  return (
    <div className="grid gap-2 [&_[data-slot=select-trigger]]:w-full">
      <ChoiceFilter
        label="State"
        none="Any state"
        choices={states}
        value={filter.state}
        onChoose={(value) => onFilter({ state: cardStates.find((known) => known === value) ?? null })}
      />
      <ChoiceFilter
        label="Assignee"
        none="Any assignee"
        choices={people}
        value={filter.assignee}
        onChoose={(assignee) => onFilter({ assignee })}
      />
      <ChoiceFilter
        label="Label"
        none="Any label"
        choices={labels}
        value={filter.label}
        onChoose={(label) => onFilter({ label })}
      />
      <ChoiceFilter
        label="Priority"
        none="Any priority"
        choices={priorities}
        value={filter.priority}
        onChoose={(priority) => onFilter({ priority })}
      />
      {projectId === null && (
        <ChoiceFilter
          label="Project"
          none="All projects"
          choices={projects.map(({ id, name }) => ({ value: id, label: name }))}
          value={filter.projectId}
          onChoose={(chosen) => onFilter({ projectId: chosen })}
        />
      )}
    </div>
  );
}

const named = (name: string): Choice => ({ value: name, label: name });
