"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { eventChoices, wayWords } from "#components/audit/audit-words.ts";
import { type Choice, ChoiceFilter, TextFilter } from "#components/shared/filter-fields.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import {
  type AuditPageFilter,
  auditAddressOf,
  auditFilterOf,
  isUnfiltered,
} from "#lib/client/audit-filter.ts";
import { shellQueries } from "#lib/client/shell-queries.ts";
import { channels } from "#lib/kernel/answer.ts";
import { dangerLevels } from "#lib/kernel/danger.ts";

interface AuditFiltersProps {
  filter: AuditPageFilter;
  people: readonly Choice[];
  /** `isTyping`: one of many small changes, which does not deserve a step back of its own. */
  onChange: (filter: AuditPageFilter, options?: { isTyping?: boolean }) => void;
  onClear: () => void;
}

const levelChoices: readonly Choice[] = dangerLevels.map((value) => ({ value, label: value }));
const wayChoices: readonly Choice[] = channels.map((value) => {
  const words = wayWords[value];
  return { value, label: words.charAt(0).toUpperCase() + words.slice(1) };
});

export function AuditFilters({ filter, people, onChange, onClear }: AuditFiltersProps) {
  const { data: projects = [] } = useQuery(shellQueries.projects());
  const change = (name: string, value: string | null) => {
    // Through the address's own reader, so that a choice is checked like a link.
    const parameters = new URLSearchParams(auditAddressOf(filter));
    if (value) parameters.set(name, value);
    else parameters.delete(name);
    onChange(auditFilterOf(parameters));
  };
  const isEntries = filter.view === "entries";
  const choose = (name: string) => (value: string | null) => change(name, value);
  return (
    <search className="mb-4 flex flex-wrap items-center gap-2 max-md:grid max-md:grid-cols-2">
      {isEntries && (
        <>
          <TextFilter
            label="Search entries"
            placeholder="Command, target, person or reason"
            text={filter.text}
            onText={(text) => onChange({ ...filter, text }, { isTyping: true })}
          />
          <ChoiceFilter
            label="Event"
            none="Any event"
            choices={eventChoices}
            value={filter.event}
            onChoose={choose("event")}
          />
          <ChoiceFilter
            label="Level"
            none="Any level"
            choices={levelChoices}
            value={filter.level}
            onChoose={choose("level")}
          />
          <ChoiceFilter
            label="Channel"
            none="Any channel"
            choices={wayChoices}
            value={filter.via}
            onChoose={choose("via")}
          />
        </>
      )}
      <ChoiceFilter
        label="Person"
        none="Everyone"
        choices={people}
        value={filter.personId}
        onChoose={choose("person")}
      />
      <ChoiceFilter
        label="Project"
        none="Any project"
        choices={projects.map(({ id, name }) => ({ value: id, label: name }))}
        value={filter.projectId}
        onChoose={choose("project")}
      />
      {isEntries && (
        <>
          <span className="flex gap-2 max-md:contents">
            <Day label="From" value={filter.from} onDay={choose("from")} />
            <Day label="To" value={filter.to} onDay={choose("to")} />
          </span>
          {filter.operationId && <Badge variant="mono">operation {filter.operationId.slice(-12)}</Badge>}
        </>
      )}
      {!isUnfiltered(filter) && (
        <Button variant="ghost" className="max-md:col-span-2" onClick={onClear}>
          <X />
          Clear
        </Button>
      )}
    </search>
  );
}

interface DayProps {
  label: string;
  value: string | null;
  onDay: (day: string | null) => void;
}

function Day({ label, value, onDay }: DayProps) {
  return (
    <InputGroup
      type="date"
      aria-label={`${label} day`}
      before={<span className="flex-none text-muted-foreground text-xs">{label}</span>}
      className="text-muted-foreground"
      frameClassName="w-44 max-md:col-span-2 max-md:w-full"
      value={value ?? ""}
      onChange={(event) => onDay(event.target.value || null)}
    />
  );
}
