import { cn } from "#lib/client/class-names.ts";
import type { Raised } from "#lib/kernel/answer.ts";

/** Why the level is higher than the catalogue's. */
export function RaisedBy({ raised, className }: { raised: Raised | null; className?: string }) {
  if (!raised) return null;
  return (
    <span className={cn("text-muted-foreground text-xs", className)}>
      Raised from {raised.from} by {raised.by}
    </span>
  );
}
