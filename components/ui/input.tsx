import type { ComponentProps, ReactNode } from "react";
import { cn } from "#lib/client/class-names.ts";

export const fieldClasses =
  "w-full rounded-md border border-input bg-background transition-colors duration-fast max-md:text-lg dark:bg-card disabled:cursor-not-allowed disabled:bg-muted disabled:text-subtle-foreground aria-invalid:border-failure";

const focusClasses =
  "outline-none focus-visible:border-ring focus-visible:outline-2 focus-visible:outline-ring/35 focus-visible:outline-offset-0";

export function Input({ className, type = "text", ...props }: ComponentProps<"input">) {
  return (
    <input
      type={type}
      data-slot="input"
      className={cn(fieldClasses, focusClasses, "h-control min-w-0 px-2.5", className)}
      {...props}
    />
  );
}

export function Textarea({ className, rows = 3, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={rows}
      data-slot="textarea"
      className={cn(fieldClasses, focusClasses, "block resize-none px-2.5 py-1.5", className)}
      {...props}
    />
  );
}

interface InputGroupProps extends ComponentProps<"input"> {
  before?: ReactNode;
  after?: ReactNode;
  /** Classes for the frame; `className` goes to the input. */
  frameClassName?: string;
}

/** An input with something inside its frame: an icon before, a word or a small button after. */
export function InputGroup({
  before,
  after,
  className,
  frameClassName,
  type = "text",
  ...props
}: InputGroupProps) {
  return (
    <span
      data-slot="input-group"
      className={cn(
        fieldClasses,
        "flex h-control items-center gap-2 px-2.5 focus-within:border-ring focus-within:outline-2 focus-within:outline-ring/35 has-aria-invalid:border-failure [&_svg]:size-3.5 [&_svg]:text-subtle-foreground",
        frameClassName,
      )}
    >
      {before}
      <input
        type={type}
        data-slot="input"
        className={cn(
          "h-full w-full min-w-0 flex-1 bg-transparent outline-none focus-visible:outline-none max-md:text-lg",
          className,
        )}
        {...props}
      />
      {after}
    </span>
  );
}
