import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";
import { cn } from "#lib/client/class-names.ts";

export type StepState = "done" | "now" | "next";

interface SetupStepProps {
  number: number;
  title: string;
  state: StepState;
  /** What was chosen, beside the title. */
  value?: ReactNode;
  children?: ReactNode;
}

const frames: Record<StepState, string> = {
  done: "py-3.5 shadow-xs",
  now: "py-5 shadow-md",
  next: "bg-transparent py-3.5",
};
const circles: Record<StepState, string> = {
  done: "border-primary-border bg-primary-soft text-primary-text",
  now: "border-primary bg-primary text-primary-foreground",
  next: "border-border-strong text-muted-foreground",
};

/** One numbered card of the setup: done with its answer, the one to do now, or one to come. */
export function SetupStep({ number, title, state, value, children }: SetupStepProps) {
  return (
    <Card
      aria-current={state === "now" ? "step" : undefined}
      className={cn("grid grid-cols-[24px_minmax(0,1fr)] gap-x-3 px-4", frames[state])}
    >
      <span
        className={cn(
          "grid size-6 place-items-center rounded-full border font-medium text-xs",
          circles[state],
        )}
      >
        {state === "done" ? <Check role="img" aria-label="Done" className="size-3.5" /> : number}
      </span>
      <h2
        className={cn(
          "flex min-w-0 flex-wrap items-center gap-x-2 font-medium text-base leading-6 tracking-tight",
          state === "next" && "text-muted-foreground",
        )}
      >
        {title}
        {value && (
          <span className="min-w-0 font-normal text-muted-foreground text-sm tracking-normal [overflow-wrap:anywhere] max-md:w-full">
            {value}
          </span>
        )}
      </h2>
      {children && (
        <div className="col-start-2 mt-1 grid grid-cols-[minmax(0,1fr)] gap-4 max-md:col-span-2 max-md:col-start-1 max-md:mt-2">
          {children}
        </div>
      )}
    </Card>
  );
}
