import type { ComponentProps } from "react";
import { cn } from "#lib/client/class-names.ts";

export function Kbd({ className, ...props }: ComponentProps<"kbd">) {
  return (
    <kbd
      data-slot="kbd"
      className={cn(
        "inline-block h-[18px] min-w-[18px] flex-none rounded-sm border bg-background px-1 text-center font-medium font-sans text-[11px] text-muted-foreground leading-4",
        className,
      )}
      {...props}
    />
  );
}
