"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, Plus } from "lucide-react";
import { useState } from "react";
import { LabelDot } from "#components/tasks/label-chip.tsx";
import { PickerButton } from "#components/tasks/picker-button.tsx";
import { Command, CommandEmpty, CommandInput, CommandItem, CommandList } from "#components/ui/command.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { labelColors } from "#lib/kernel/states.ts";
import { labelQueries } from "#lib/modules/labels/queries.ts";
import type { LabelView } from "#lib/modules/labels/schema.ts";

interface LabelPickerProps {
  projectId: string;
  value: readonly string[];
  onChange: (labelIds: string[]) => void;
}

/** The labels of a card: typed, chosen, or made where there is none of that name. */
export function LabelPicker({ projectId, value, onChange }: LabelPickerProps) {
  const { data: labels = [] } = useQuery(labelQueries.list(projectId));
  const chosen = labels.filter(({ id }) => value.includes(id));
  return (
    <PickerButton
      label="Labels"
      chosen={
        chosen.length === 0
          ? null
          : chosen.map((label) => (
              <span key={label.id} className="flex min-w-0 items-center gap-1">
                <LabelDot color={label.color} />
                <span className="truncate">{label.name}</span>
              </span>
            ))
      }
    >
      <LabelList projectId={projectId} value={value} onChange={onChange} />
    </PickerButton>
  );
}

/** The list itself, for a popover or a menu. */
export function LabelList({ projectId, value, onChange }: LabelPickerProps) {
  const client = useQueryClient();
  const { data: labels = [] } = useQuery(labelQueries.list(projectId));
  const [typed, setTyped] = useState("");
  const name = typed.trim();
  const create = useCommand<object, LabelView>({ name: "label.create", label: "Create label" });
  const isKnown = labels.some((label) => label.name.toLowerCase() === name.toLowerCase());
  const toggle = (id: string) =>
    onChange(value.includes(id) ? value.filter((known) => known !== id) : [...value, id]);
  const make = async () => {
    const color = labelColors[labels.length % labelColors.length];
    const answer = await create.run({ projectId, name, color });
    if (answer.outcome !== "done") return;
    setTyped("");
    await client.invalidateQueries(labelQueries.list(projectId));
    onChange([...value, answer.result.id]);
  };
  return (
    <Command label="Find or create a label">
      <CommandInput
        value={typed}
        onValueChange={setTyped}
        placeholder="Find or create a label"
        aria-label="Find or create a label"
      />
      <CommandList label="Labels" className="pt-1.5">
        {name === "" && <CommandEmpty>No label yet. Type a name to make one.</CommandEmpty>}
        {labels.map((label) => (
          <CommandItem
            key={label.id}
            value={label.name}
            aria-checked={value.includes(label.id)}
            onSelect={() => toggle(label.id)}
            className="mx-1.5"
          >
            <LabelDot color={label.color} />
            <span className="truncate">{label.name}</span>
            {value.includes(label.id) && <Check className="ml-auto size-3.5" />}
          </CommandItem>
        ))}
        {name !== "" && !isKnown && (
          <CommandItem
            value={`create ${name}`}
            onSelect={make}
            className="mx-1.5"
            disabled={create.isPending}
          >
            <Plus />
            Create “{name}”
          </CommandItem>
        )}
      </CommandList>
    </Command>
  );
}
