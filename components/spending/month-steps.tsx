import { ChevronLeft, ChevronRight } from "lucide-react";
import { monthBeside, wordsOfMonth } from "#components/spending/amounts.ts";
import { Button } from "#components/ui/button.tsx";

interface MonthStepsProps {
  /** The one that is shown; null while the first is loading. */
  month: string | null;
  /** True for the month that is now: there is none after it. */
  isLast: boolean;
  onChange: (month: string) => void;
}

export function MonthSteps({ month, isLast, onChange }: MonthStepsProps) {
  return (
    <div className="ml-auto flex items-center gap-1">
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="The month before"
        disabled={month === null}
        onClick={() => month && onChange(monthBeside(month, -1))}
      >
        <ChevronLeft />
      </Button>
      <span aria-live="polite" className="min-w-28 text-center text-xs">
        {month && wordsOfMonth(month)}
      </span>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="The month after"
        disabled={month === null || isLast}
        onClick={() => month && onChange(monthBeside(month, 1))}
      >
        <ChevronRight />
      </Button>
    </div>
  );
}
