"use client";

import { Slot } from "radix-ui";
import { type ReactNode, useId } from "react";
import { Label } from "#components/ui/label.tsx";
import { cn } from "#lib/client/class-names.ts";

interface FieldProps {
  label: ReactNode;
  /** What to type, or what follows from it. */
  hint?: ReactNode;
  /** What is wrong and what would be right; takes the place of the hint. */
  error?: string | null;
  /** Shown behind the label, for what may stay empty. */
  note?: string;
  className?: string;
  labelClassName?: string;
  /** One control: `Input`, `InputGroup`, `Textarea`, `SelectTrigger` (the `Select` goes around the field); it is given id and aria. */
  children: ReactNode;
}

export function Field({ label, hint, error, note, className, labelClassName, children }: FieldProps) {
  const id = useId();
  const messageId = `${id}-message`;
  const message = error ?? hint;
  return (
    <div data-slot="field" className={cn("grid content-start gap-1.5", className)}>
      <Label htmlFor={id} className={labelClassName}>
        {label}
        {note && <span className="font-normal text-muted-foreground text-xs">{note}</span>}
      </Label>
      <Slot.Root
        id={id}
        aria-describedby={message ? messageId : undefined}
        aria-invalid={error ? true : undefined}
      >
        {children}
      </Slot.Root>
      {message && (
        <p
          id={messageId}
          role={error ? "alert" : undefined}
          className={cn("text-xs first-letter:uppercase", error ? "text-failure" : "text-muted-foreground")}
        >
          {message}
        </p>
      )}
    </div>
  );
}
