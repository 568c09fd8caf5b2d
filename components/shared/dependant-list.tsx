import { Link2 } from "lucide-react";
import type { Dependant } from "#lib/kernel/answer.ts";

interface DependantListProps {
  dependants: readonly Dependant[];
  className?: string;
}

/** What rests on that which would go, and what becomes of it. */
export function DependantList({ dependants, className }: DependantListProps) {
  if (dependants.length === 0) return null;
  return (
    <div data-slot="dependant-list" className={className}>
      <p className="pt-3 pb-1 text-muted-foreground text-xs">What depends on it</p>
      <ul className="divide-y">
        {dependants.map(({ kind, name, note }) => (
          <li
            key={`${kind}:${name}`}
            className="flex min-h-9 flex-wrap items-center gap-x-2.5 py-1.5 max-md:pl-6"
          >
            <Link2 className="text-subtle-foreground max-md:-ml-6" />
            <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
              {kind} <code>{name}</code>
            </span>
            <span className="text-muted-foreground text-xs max-md:w-full">{note}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
