import { Check, CircleDashed, Hourglass } from "lucide-react";
import { Countdown } from "#components/shared/relative-time.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { Need } from "#lib/kernel/answer.ts";

interface NeedListProps {
  needs: readonly Need[];
  /** When a cooldown ends; shown at the need that waits for it. */
  notBefore?: string | null;
  className?: string;
}

const isCooldown = (need: Need): boolean => need.requirement.toLowerCase().startsWith("cooldown");

/** `backup_exists` → `Backup exists`; the length of a cooldown stands in `how`. */
const wordsOf = (requirement: string): string => {
  if (requirement === "user_confirmation") return "Your confirmation";
  if (requirement.startsWith("cooldown")) return "Cooldown";
  const words = requirement.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The checklist of what must hold or be consented; `how` says the way to each that is not met. */
export function NeedList({ needs, notBefore = null, className }: NeedListProps) {
  return (
    <ul data-slot="need-list" className={cn("divide-y rounded-lg border", className)}>
      {needs.map((need) => {
        const Icon = need.met ? Check : isCooldown(need) ? Hourglass : CircleDashed;
        return (
          <li key={need.requirement} className="flex gap-2.5 px-3 py-2">
            <span
              className={cn(
                "grid h-5 w-4 flex-none place-items-center",
                need.met ? "text-primary-text" : "text-subtle-foreground",
              )}
            >
              <Icon className={need.met ? "size-4" : "size-3.5"} />
            </span>
            <span className="min-w-0 flex-1">
              {wordsOf(need.requirement)}
              <span className="sr-only">{need.met ? ", met" : ", not met yet"}</span>
              {need.how && (
                <span className="block text-muted-foreground text-xs [overflow-wrap:anywhere]">
                  {need.how}
                </span>
              )}
            </span>
            {!need.met && isCooldown(need) && notBefore && (
              <span className="flex-none text-subtle-foreground text-xs leading-5">
                <Countdown until={notBefore} after="over" />
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
