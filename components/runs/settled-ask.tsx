import type { LucideIcon } from "lucide-react";

interface SettledAskProps {
  icon: LucideIcon;
  /** What was asked, and how it ended, in whole sentences of ours or of the agent. */
  lines: readonly { what: string; how: string }[];
}

/** An ask that is over: beside each other where there is room, else below. */
export function SettledAsk({ icon: Icon, lines }: SettledAskProps) {
  return (
    <ul className="grid gap-2 rounded-lg border px-3 py-2 text-muted-foreground text-xs">
      {lines.map(({ what, how }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what is over never changes its order
        <li key={index} className="flex gap-2">
          <Icon className="mt-px size-3.5 flex-none" />
          <span className="flex min-w-0 flex-1 flex-wrap justify-between gap-x-4 gap-y-0.5 [overflow-wrap:anywhere]">
            <span className="min-w-0">{what}</span>
            <span className="min-w-0 text-foreground">{how}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
