"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LeaveGuard } from "#components/shared/leave-guard.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { AmountField } from "#components/spending/amount-field.tsx";
import { amountIn, textOf } from "#components/spending/amounts.ts";
import { BudgetMeter } from "#components/spending/budget-meter.tsx";
import { DayBars } from "#components/spending/day-bars.tsx";
import { ModelSums } from "#components/spending/month-card.tsx";
import { MonthSteps } from "#components/spending/month-steps.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { useDraft } from "#lib/client/use-draft.ts";
import { spendingQueries } from "#lib/modules/spending/queries.ts";
import { usd } from "#lib/modules/spending/rules.ts";
import type { ProjectSpending } from "#lib/modules/spending/schema.ts";

interface ProjectSpendingCardProps {
  projectId: string;
  mayChange: boolean;
}

/** What a project's agents have cost in a month, by run and model, and what they may. */
export function ProjectSpendingCard({ projectId, mayChange }: ProjectSpendingCardProps) {
  const [month, setMonth] = useState<string | null>(null);
  const now = useQuery(spendingQueries.ofProject(projectId, null));
  const shown = useQuery({
    ...spendingQueries.ofProject(projectId, month),
    placeholderData: (before) => before,
  });
  return (
    <Card aria-labelledby="spending" className="overflow-hidden">
      <CardHeader>
        <CardTitle id="spending">Spending</CardTitle>
        <MonthSteps
          month={month ?? now.data?.month ?? null}
          isLast={month === null || month === now.data?.month}
          onChange={(chosen) => setMonth(chosen === now.data?.month ? null : chosen)}
        />
      </CardHeader>
      {shown.data ? (
        <>
          <Month projectId={projectId} spending={shown.data} />
          {now.data && (
            <CardBody className="border-t">
              <BudgetForm projectId={projectId} spending={now.data} mayChange={mayChange} />
            </CardBody>
          )}
        </>
      ) : (
        <CardBody>
          {shown.isError ? (
            <ErrorView
              title="The costs could not be read"
              error={shown.error}
              onRetry={() => void shown.refetch()}
            />
          ) : (
            <LoadingText label="The costs are loading" />
          )}
        </CardBody>
      )}
    </Card>
  );
}

const runsShown = 5;

function Month({ projectId, spending }: { projectId: string; spending: ProjectSpending }) {
  const { month, costUsd, limitUsd, warnFrom, days, runs, models, calls } = spending;
  return (
    <>
      <CardBody className="grid gap-4">
        <BudgetMeter spentUsd={costUsd} limitUsd={limitUsd} warnFrom={warnFrom} />
        <DayBars month={month} days={days} />
        {calls === 0 && (
          <p className="text-muted-foreground">No agent of this project has asked a model in this month.</p>
        )}
        {runs.length > 0 && (
          <ol aria-label="The dearest runs" className="grid divide-y divide-border rounded-md border">
            {runs.slice(0, runsShown).map((run) => (
              <li key={run.runId} className="flex h-9 items-center gap-2 px-3">
                <span className="flex-none text-muted-foreground">#{run.taskNumber}</span>
                <Link
                  href={`/projects/${projectId}/board/${run.taskNumber}`}
                  className="min-w-0 truncate hover:underline"
                >
                  {run.title}
                </Link>
                {run.ordinal > 1 && (
                  <span className="flex-none text-muted-foreground text-xs">run {run.ordinal}</span>
                )}
                <span className="ml-auto flex-none tabular-nums">{usd(run.costUsd)}</span>
              </li>
            ))}
          </ol>
        )}
      </CardBody>
      {models.length > 0 && (
        <div className="border-t">
          <ModelSums models={models} />
        </div>
      )}
    </>
  );
}

interface BudgetFormProps {
  projectId: string;
  spending: ProjectSpending;
  mayChange: boolean;
}

function BudgetForm({ projectId, spending, mayChange }: BudgetFormProps) {
  const { budgets, limitUsd, runLimitUsd } = spending;
  const draft = useDraft({ monthUsd: textOf(budgets.monthUsd), runUsd: textOf(budgets.runUsd) });
  const { shown, isChanged } = draft;
  const client = useQueryClient();
  const { queryKey } = spendingQueries.ofProject(projectId, null);
  const { run, isPending, error } = useCommand<Record<string, unknown>, Pick<ProjectSpending, "budgets">>({
    name: "spending.set-budgets",
    label: "Save the budgets",
    errors: "inline",
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const sent = { monthUsd: amountIn(shown.monthUsd), runUsd: amountIn(shown.runUsd) };
    const answer = await run({ projectId, ...sent });
    if (answer.outcome === "done") {
      const saved = answer.result.budgets;
      client.setQueryData(queryKey, (known) => known && { ...known, budgets: saved });
    } else if (answer.outcome === "accepted") await client.refetchQueries({ queryKey });
    else return;
    draft.settle(shown);
  };
  const ofInstallation = (own: number | null, inForce: number | null) =>
    own === null && inForce !== null ? `${inForce} by the installation` : "no limit";
  const rest = restOf(error, ["monthUsd", "runUsd"]);
  return (
    <form onSubmit={submit} noValidate aria-label="Budgets of the project" className="grid gap-4">
      <div className="grid gap-4 md:grid-cols-2">
        <AmountField
          label="Budget of a month"
          hint="Empty: as the installation says. Used up, no run asks a model any more."
          value={shown.monthUsd}
          placeholder={ofInstallation(budgets.monthUsd, limitUsd)}
          error={faultOf(error, "monthUsd")}
          isReadOnly={!mayChange}
          onChange={(monthUsd) => draft.set({ monthUsd })}
        />
        <AmountField
          label="Budget of a run"
          hint="Used up, the run stands still until somebody raises it."
          value={shown.runUsd}
          placeholder={ofInstallation(budgets.runUsd, runLimitUsd)}
          error={faultOf(error, "runUsd")}
          isReadOnly={!mayChange}
          onChange={(runUsd) => draft.set({ runUsd })}
        />
      </div>
      {rest && (
        <p role="alert" className="text-failure text-xs">
          {rest}
        </p>
      )}
      {mayChange && (
        <div>
          <Button type="submit" disabled={!isChanged} isBusy={isPending}>
            Save the budgets
          </Button>
        </div>
      )}
      <LeaveGuard isUnsaved={isChanged} what="The changes to the budgets" onLeave={draft.discard} />
    </form>
  );
}
