import type { ComponentProps } from "react";
import { cn } from "#lib/client/class-names.ts";

/** An arc that runs; 12 px as a dot with its margin. The word beside it says what runs. */
export function Spinner({ className, ...props }: ComponentProps<"span">) {
  return (
    <span
      data-slot="spinner"
      aria-hidden="true"
      className={cn(
        "inline-block size-3 flex-none animate-spin rounded-full border-[1.75px] border-current/30 border-t-current",
        className,
      )}
      {...props}
    />
  );
}
