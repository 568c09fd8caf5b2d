import { usd } from "#lib/modules/spending/rules.ts";

interface DayBarsProps {
  month: string;
  days: readonly { day: string; costUsd: number }[];
}

/** What each day of a month has cost, as bars beside each other; the figures stand in their titles. */
export function DayBars({ month, days }: DayBarsProps) {
  const costOf = new Map(days.map(({ day, costUsd }) => [day, costUsd]));
  const most = Math.max(...costOf.values(), 0);
  if (most === 0) return null;
  const dearest = days.find(({ costUsd }) => costUsd === most);
  const all = daysOf(month);
  return (
    <div className="grid gap-1">
      <div
        role="img"
        aria-label={`Costs by day; the dearest was ${dearest?.day} with ${usd(most)}.`}
        className="flex h-16 items-end gap-px"
      >
        {all.map((day) => {
          const costUsd = costOf.get(day) ?? 0;
          return (
            <span key={day} title={`${day}: ${usd(costUsd)}`} className="flex h-full flex-1 items-end">
              <span
                className={
                  costUsd > 0 ? "min-h-0.5 w-full rounded-t-xs bg-primary" : "h-px w-full bg-border-strong"
                }
                style={costUsd > 0 ? { height: `${(costUsd / most) * 100}%` } : undefined}
              />
            </span>
          );
        })}
      </div>
      <p aria-hidden className="flex justify-between text-muted-foreground text-xs">
        {[all.at(0), all.at(-1)].map((day) => (
          <span key={day}>{day && shortDay(day)}</span>
        ))}
      </p>
    </div>
  );
}

/** `2026-11-22` → `Nov 22`; days of spending are those of UTC. */
const shortDay = (day: string): string =>
  new Date(day).toLocaleDateString("en", { month: "short", day: "numeric", timeZone: "UTC" });

function daysOf(month: string): string[] {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, "0")}`);
}
