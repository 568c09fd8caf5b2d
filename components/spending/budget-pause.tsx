"use client";

import { type FormEvent, useState } from "react";
import { AmountField } from "#components/spending/amount-field.tsx";
import { amountIn } from "#components/spending/amounts.ts";
import { useTaskVerb } from "#components/tasks/use-task-verb.ts";
import { Button } from "#components/ui/button.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { usd } from "#lib/modules/spending/rules.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** The way on for a run that stands still because its money is used up. */
export function BudgetPause({ task }: { task: TaskView }) {
  const run = task.currentRun;
  const { run: ask } = useTaskVerb();
  const [text, setText] = useState<string | null>(null);
  const raise = useCommand<Record<string, unknown>>({
    name: "run.raise-budget",
    label: "Raise and go on",
    errors: "inline",
    onDone: () => void ask(task, "run.continue"),
  });
  if (run?.pausedFor !== "budget") return null;
  const spentUsd = run.costUsd;
  const isOwn = run.budgetUsd !== null && spentUsd >= run.budgetUsd;
  if (!isOwn) {
    return (
      <section
        aria-label="The budget is used up"
        className="rounded-md border bg-muted px-3 py-2 text-muted-foreground text-xs"
      >
        {run.budgetUsd !== null &&
          `The run has cost ${usd(spentUsd)} and may cost ${usd(run.budgetUsd)} by now. `}
        Where a month’s budget was used up, an admin raises that one first. Then Continue goes on where the
        agent stopped.
      </section>
    );
  }
  const suggested = Math.ceil(Math.max(spentUsd * 2, (run.budgetUsd ?? 0) * 2) * 100) / 100;
  const shown = text ?? String(Math.max(suggested, 0.01));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void raise.run({ projectId: task.projectId, taskId: task.id, budgetUsd: amountIn(shown) });
  };
  return (
    <section aria-label="The budget is used up" className="rounded-md border bg-muted px-3 py-2.5">
      <form onSubmit={submit} noValidate className="grid gap-2.5">
        <p className="text-muted-foreground text-xs">
          The agent stands still where it was: the run has cost {usd(spentUsd)} of {usd(run.budgetUsd ?? 0)}.
        </p>
        <div className="flex flex-wrap items-end gap-2">
          <div className="w-40">
            <AmountField
              label="It may cost in all"
              value={shown}
              error={faultOf(raise.error, "budgetUsd") ?? restOf(raise.error, ["budgetUsd"])}
              onChange={setText}
            />
          </div>
          <Button type="submit" variant="primary" isBusy={raise.isPending}>
            Raise and go on
          </Button>
        </div>
      </form>
    </section>
  );
}
