"use client";

import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useState } from "react";
import { PickerButton } from "#components/tasks/picker-button.tsx";
import { Command, CommandEmpty, CommandInput, CommandItem, CommandList } from "#components/ui/command.tsx";
import { cardQueries } from "#lib/modules/cards/queries.ts";
import type { Card } from "#lib/modules/cards/schema.ts";

interface AfterPickerProps {
  projectId: string;
  value: readonly number[];
  ownNumber: number | undefined;
  onChange: (after: number[]) => void;
}

const shownMax = 50;

/** The tasks that have to be done before an agent begins with this one. */
export function AfterPicker(props: AfterPickerProps) {
  const { value } = props;
  return (
    <PickerButton
      label="After"
      chosen={value.length === 0 ? null : <span>after {value.map((number) => `#${number}`).join(", ")}</span>}
    >
      <AfterList {...props} />
    </PickerButton>
  );
}

function AfterList({ projectId, value, ownNumber, onChange }: AfterPickerProps) {
  const { data } = useQuery(cardQueries.board(projectId));
  const [typed, setTyped] = useState("");
  const fitting = (data?.cards ?? [])
    .filter((card) => card.number !== ownNumber && (value.includes(card.number) || holds(card, typed)))
    .slice(0, shownMax);
  const toggle = (number: number) =>
    onChange(value.includes(number) ? value.filter((known) => known !== number) : [...value, number]);
  return (
    <Command label="Find a task by number or title" shouldFilter={false}>
      <CommandInput
        value={typed}
        onValueChange={setTyped}
        placeholder="Number or title"
        aria-label="Find a task by number or title"
      />
      <CommandList label="Tasks" className="pt-1.5">
        <CommandEmpty>No open task of that name.</CommandEmpty>
        {fitting.map((card) => (
          <CommandItem
            key={card.id}
            value={card.id}
            aria-checked={value.includes(card.number)}
            onSelect={() => toggle(card.number)}
            className="mx-1.5"
          >
            <span className="flex-none text-muted-foreground">#{card.number}</span>
            <span className="truncate">{card.title}</span>
            {value.includes(card.number) && <Check className="ml-auto size-3.5" />}
          </CommandItem>
        ))}
      </CommandList>
    </Command>
  );
}

/** Open ones only: one that is done is waited for no more. */
const holds = (card: Card, typed: string): boolean =>
  card.status !== "done" &&
  `#${card.number} ${card.title}`.toLowerCase().includes(typed.trim().toLowerCase());
