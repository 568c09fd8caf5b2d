import type { ComponentProps } from "react";
import { cn } from "#lib/client/class-names.ts";

/** What one could paste, inside a sentence. */
export function InlineCode({ className, ...props }: ComponentProps<"code">) {
  return (
    <code
      data-slot="inline-code"
      className={cn("rounded-sm bg-muted px-1 py-px text-[0.93em] [overflow-wrap:anywhere]", className)}
      {...props}
    />
  );
}
