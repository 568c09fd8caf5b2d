"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LeaveGuard } from "#components/shared/leave-guard.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { AmountField } from "#components/spending/amount-field.tsx";
import { amountIn, textOf } from "#components/spending/amounts.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { useDraft } from "#lib/client/use-draft.ts";
import { settingQueries } from "#lib/modules/settings/queries.ts";
import type { SettingsView } from "#lib/modules/settings/schema.ts";

/** What holds for the whole installation where a project says nothing else. */
export function LimitsCard({ mayChange }: { mayChange: boolean }) {
  const settings = useQuery(settingQueries.all());
  return (
    <Card aria-labelledby="limits">
      <CardHeader>
        <CardTitle id="limits">Budgets and limits</CardTitle>
      </CardHeader>
      <CardBody className="grid gap-6">
        {settings.data ? (
          <>
            <BudgetForm budgets={settings.data.budgets} mayChange={mayChange} />
            <RunsForm runs={settings.data.runs} mayChange={mayChange} />
          </>
        ) : settings.isError ? (
          <ErrorView
            title="The limits could not be read"
            error={settings.error}
            onRetry={() => void settings.refetch()}
          />
        ) : (
          <LoadingText label="The limits are loading" />
        )}
      </CardBody>
    </Card>
  );
}

const budgetFields = ["runUsd", "projectMonthUsd", "monthUsd", "warnFrom"] as const;

interface BudgetFormProps {
  budgets: SettingsView["budgets"];
  mayChange: boolean;
}

function BudgetForm({ budgets, mayChange }: BudgetFormProps) {
  const draft = useDraft({
    runUsd: textOf(budgets.runUsd),
    projectMonthUsd: textOf(budgets.projectMonthUsd),
    monthUsd: textOf(budgets.monthUsd),
    warnFrom: String(Math.round(budgets.warnFrom * 100)),
  });
  const { shown, isChanged } = draft;
  const { save, isPending, error } = useSaveSetting("Save the budgets");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const isSaved = await save({
      key: "budgets",
      runUsd: amountIn(shown.runUsd),
      projectMonthUsd: amountIn(shown.projectMonthUsd),
      monthUsd: amountIn(shown.monthUsd),
      warnFrom: Number(shown.warnFrom) / 100,
    });
    if (isSaved) draft.settle(shown);
  };
  const amount = (field: "runUsd" | "projectMonthUsd" | "monthUsd") => ({
    value: shown[field],
    error: faultOf(error, field),
    placeholder: "no limit",
    isReadOnly: !mayChange,
    onChange: (text: string) => draft.set({ [field]: text }),
  });
  return (
    <form onSubmit={submit} noValidate aria-label="Budgets" className="grid gap-4">
      <p className="text-muted-foreground">
        In US dollars. Where a budget is used up, the model is not asked any more: the run stands still. Once
        there is more, Continue on its card lets it go on. Projects may say something else for their runs and
        their month.
      </p>
      <div className="grid gap-4 md:grid-cols-3">
        <AmountField label="The installation, a month" {...amount("monthUsd")} />
        <AmountField label="A project, a month" {...amount("projectMonthUsd")} />
        <AmountField label="A run" {...amount("runUsd")} />
      </div>
      <Field
        label="Warn from"
        hint="Of a budget, in percent. A run says so in its conversation."
        error={faultOf(error, "warnFrom")}
      >
        <Input
          type="number"
          min={10}
          max={100}
          className="w-24 tabular-nums"
          readOnly={!mayChange}
          value={shown.warnFrom}
          onChange={(event) => draft.set({ warnFrom: event.target.value })}
        />
      </Field>
      <Rest text={restOf(error, budgetFields)} />
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

const runFields = ["parallelMax", "parallelPerProjectMax"] as const;

interface RunsFormProps {
  runs: SettingsView["runs"];
  mayChange: boolean;
}

function RunsForm({ runs, mayChange }: RunsFormProps) {
  const draft = useDraft({
    parallelMax: String(runs.parallelMax),
    parallelPerProjectMax: String(runs.parallelPerProjectMax),
  });
  const { shown, isChanged } = draft;
  const { save, isPending, error } = useSaveSetting("Save the limits");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const counts = Object.fromEntries(runFields.map((field) => [field, Number(shown[field])]));
    if (await save({ key: "runs", ...counts })) draft.settle(shown);
  };
  const labels = { parallelMax: "In all projects", parallelPerProjectMax: "In one project" } as const;
  return (
    <form onSubmit={submit} noValidate aria-label="Runs at once" className="grid gap-4 border-t pt-5">
      <p className="text-muted-foreground">
        Runs that may be at work at once. The others wait in their order and say so.
      </p>
      <div className="grid gap-4 md:grid-cols-3">
        {runFields.map((field) => (
          <Field key={field} label={labels[field]} error={faultOf(error, field)}>
            <Input
              type="number"
              min={1}
              className="tabular-nums"
              readOnly={!mayChange}
              value={shown[field]}
              onChange={(event) => draft.set({ [field]: event.target.value })}
            />
          </Field>
        ))}
      </div>
      <Rest text={restOf(error, runFields)} />
      {mayChange && (
        <div>
          <Button type="submit" disabled={!isChanged} isBusy={isPending}>
            Save the limits
          </Button>
        </div>
      )}
      <LeaveGuard isUnsaved={isChanged} what="The changes to the limits" onLeave={draft.discard} />
    </form>
  );
}

/** Its answer is true once the settings that are known here hold what was sent. */
function useSaveSetting(label: string) {
  const client = useQueryClient();
  const { queryKey } = settingQueries.all();
  const { run, isPending, error } = useCommand<Record<string, unknown>, SettingsView>({
    name: "setting.update",
    label,
    errors: "inline",
  });
  const save = async (input: Record<string, unknown>): Promise<boolean> => {
    const answer = await run(input);
    if (answer.outcome === "done") client.setQueryData(queryKey, answer.result);
    else if (answer.outcome === "accepted") await client.refetchQueries({ queryKey });
    else return false;
    return true;
  };
  return { save, isPending, error };
}

function Rest({ text }: { text: string | null }) {
  if (!text) return null;
  return (
    <p role="alert" className="text-failure text-xs">
      {text}
    </p>
  );
}
