import type { ComponentProps } from "react";
import { cn } from "#lib/client/class-names.ts";

export function Skeleton({ className, ...props }: ComponentProps<"span">) {
  return (
    <span
      data-slot="skeleton"
      aria-hidden="true"
      className={cn("block animate-pulse rounded-sm bg-accent", className)}
      {...props}
    />
  );
}
