"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { cn } from "#lib/client/class-names.ts";

interface CheckCardProps extends Omit<ComponentProps<typeof Checkbox>, "title"> {
  title: ReactNode;
  hint?: ReactNode;
}

/** One of several that may be chosen together: a checkbox as a card, the sibling of `RadioCard`. */
export function CheckCard({ title, hint, className, ...props }: CheckCardProps) {
  const id = useId();
  return (
    <label
      htmlFor={id}
      data-slot="check-card"
      className={cn(
        "flex cursor-pointer gap-2.5 rounded-lg border bg-card px-3 py-2 transition-colors duration-fast hover:border-border-strong has-data-[state=checked]:border-primary has-data-[state=checked]:bg-primary-soft",
        className,
      )}
    >
      <Checkbox id={id} className="mt-0.5" {...props} />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className="block font-medium">{title}</span>
        {hint && <span className="mt-0.5 block text-muted-foreground text-xs">{hint}</span>}
      </span>
    </label>
  );
}
