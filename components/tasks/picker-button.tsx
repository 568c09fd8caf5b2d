"use client";

import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { pickerClasses } from "#components/tasks/picker-classes.ts";
import { fieldClasses } from "#components/ui/input.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { cn } from "#lib/client/class-names.ts";

interface PickerButtonProps {
  label: string;
  /** What is chosen; null: nothing, and the label stands there. */
  chosen: ReactNode;
  children: ReactNode;
}

/** A small button that looks like a select and opens a list that is typed into. */
export function PickerButton({ label, chosen, children }: PickerButtonProps) {
  return (
    <Popover>
      <PopoverTrigger
        className={cn(fieldClasses, "flex items-center text-left", pickerClasses)}
        title={label}
      >
        {chosen === null ? (
          <span className="text-muted-foreground">{label}</span>
        ) : (
          <>
            <span className="sr-only">{label}: </span>
            {chosen}
          </>
        )}
        <ChevronDown className="size-3.5 flex-none text-subtle-foreground" />
      </PopoverTrigger>
      <PopoverContent className="p-0" aria-label={label}>
        {children}
      </PopoverContent>
    </Popover>
  );
}
