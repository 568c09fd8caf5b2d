import { Check, CircleDashed, Undo2, X } from "lucide-react";
import { Elapsed } from "#components/shared/relative-time.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { cn } from "#lib/client/class-names.ts";
import { formatShortDuration } from "#lib/client/format.ts";
import type { OperationStep } from "#lib/kernel/answer.ts";

interface StepListProps {
  steps: readonly OperationStep[];
  className?: string;
}

const words: Record<OperationStep["state"], string> = {
  pending: "To come",
  running: "Running",
  succeeded: "Done",
  failed: "Failed",
  undone: "Undone",
  not_undone: "Not undone",
};

/** What an operation does, step by step, each with its time and what went wrong. */
export function StepList({ steps, className }: StepListProps) {
  return (
    <ol data-slot="step-list" aria-live="polite" className={cn("grid", className)}>
      {steps.map((step) => (
        <li
          key={step.name}
          className="flex gap-2.5 py-1.5"
          aria-current={step.state === "running" ? "step" : undefined}
        >
          <span className="grid h-5 w-4 flex-none place-items-center">
            <StepMark state={step.state} />
          </span>
          <span className="min-w-0 flex-1">
            <span className={cn(step.state === "pending" && "text-muted-foreground")}>
              {wordsOf(step.name)}
            </span>
            <span className={cn("ml-2 text-xs", toneOf(step.state))}>{words[step.state]}</span>
            {step.error && (
              <span className="mt-0.5 block text-muted-foreground text-xs [overflow-wrap:anywhere]">
                {step.error}
              </span>
            )}
          </span>
          {step.startedAt && (
            <span className="flex-none text-subtle-foreground text-xs leading-5">
              {step.endedAt ? (
                formatShortDuration(Date.parse(step.endedAt) - Date.parse(step.startedAt))
              ) : (
                <Elapsed since={step.startedAt} />
              )}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function StepMark({ state }: { state: OperationStep["state"] }) {
  if (state === "running") return <Spinner className="text-primary" />;
  if (state === "succeeded") return <Check className="text-primary-text" />;
  if (state === "undone") return <Undo2 className="size-3.5 text-muted-foreground" />;
  if (isBad(state)) return <X className="text-failure" />;
  return <CircleDashed className="size-3.5 text-subtle-foreground" />;
}

const toneOf = (state: OperationStep["state"]): string => {
  if (isBad(state)) return "text-failure";
  return state === "undone" ? "text-muted-foreground" : "sr-only";
};

const isBad = (state: OperationStep["state"]): boolean => state === "failed" || state === "not_undone";

/** `start-workspace` → `Start workspace`. */
const wordsOf = (name: string): string => {
  const sentence = name.replaceAll(/[-_]/g, " ");
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
};
