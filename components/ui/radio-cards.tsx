"use client";

import { RadioGroup } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "#lib/client/class-names.ts";

/** A choice of few, each with its consequence: a radio group whose items are cards. Give it an `aria-label`. */
export function RadioCards({ className, ...props }: ComponentProps<typeof RadioGroup.Root>) {
  return (
    <RadioGroup.Root
      data-slot="radio-cards"
      className={cn("grid gap-2 md:grid-cols-2", className)}
      {...props}
    />
  );
}

export const radioDotClasses =
  "inline-grid size-4 flex-none place-items-center rounded-full border border-control bg-background group-data-[state=checked]:border-primary group-data-[state=checked]:bg-primary";

interface RadioCardProps extends Omit<ComponentProps<typeof RadioGroup.Item>, "children" | "title"> {
  title: ReactNode;
  hint?: ReactNode;
}

export function RadioCard({ title, hint, className, ...props }: RadioCardProps) {
  return (
    <RadioGroup.Item
      data-slot="radio-card"
      className={cn(
        "group flex gap-2.5 rounded-lg border bg-card p-3 text-left transition-colors duration-fast hover:border-border-strong disabled:cursor-not-allowed disabled:bg-muted data-[state=checked]:border-primary data-[state=checked]:bg-primary-soft",
        className,
      )}
      {...props}
    >
      <span className={cn(radioDotClasses, "mt-0.5")}>
        <RadioGroup.Indicator className="size-1.5 rounded-full bg-primary-foreground" />
      </span>
      <span className="min-w-0">
        <span className="block font-medium">{title}</span>
        {hint && <span className="mt-0.5 block text-muted-foreground text-xs">{hint}</span>}
      </span>
    </RadioGroup.Item>
  );
}

/** The same choice without frames, for short lists inside a card. */
export function RadioRow({ title, hint, className, ...props }: RadioCardProps) {
  return (
    <RadioGroup.Item
      data-slot="radio-row"
      className={cn(
        "group flex w-full gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-accent data-[state=checked]:bg-muted",
        className,
      )}
      {...props}
    >
      <span className={cn(radioDotClasses, "mt-0.5")}>
        <RadioGroup.Indicator className="size-1.5 rounded-full bg-primary-foreground" />
      </span>
      <span className="min-w-0">
        {title}
        {hint && <span className="block text-muted-foreground text-xs">{hint}</span>}
      </span>
    </RadioGroup.Item>
  );
}
