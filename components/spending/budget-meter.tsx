import { cn } from "#lib/client/class-names.ts";
import { usd } from "#lib/modules/spending/rules.ts";

interface BudgetMeterProps {
  spentUsd: number;
  /** Null: nobody set a limit. */
  limitUsd: number | null;
  /** From this share on it says that it is nearly used up. */
  warnFrom: number;
}

/** What was spent of what may be: an amount, a bar, and in words how it stands. */
export function BudgetMeter({ spentUsd, limitUsd, warnFrom }: BudgetMeterProps) {
  const share = limitUsd === null ? 0 : limitUsd === 0 ? 1 : spentUsd / limitUsd;
  const isReached = limitUsd !== null && spentUsd >= limitUsd;
  const isNear = !isReached && share >= warnFrom;
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
        <span className="font-semibold text-xl tabular-nums tracking-tighter">{usd(spentUsd)}</span>
        <span className="text-muted-foreground">
          {limitUsd === null ? "no limit set" : `of ${usd(limitUsd)}`}
        </span>
        {isReached && <span className="font-medium text-failure">used up: calls are refused</span>}
        {isNear && <span className="font-medium">nearly used up</span>}
      </p>
      {limitUsd !== null && (
        <div aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-accent">
          <div
            className={cn(
              "h-full rounded-full",
              isReached ? "bg-failure" : isNear ? "bg-attention" : "bg-primary",
            )}
            style={{ width: `${Math.min(1, share) * 100}%` }}
          />
        </div>
      )}
    </div>
  );
}
