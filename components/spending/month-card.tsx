"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { BudgetMeter } from "#components/spending/budget-meter.tsx";
import { DayBars } from "#components/spending/day-bars.tsx";
import { MonthSteps } from "#components/spending/month-steps.tsx";
import { SumsTable } from "#components/spending/sums-table.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { countOf } from "#lib/client/format.ts";
import { knownProviders } from "#lib/modules/providers-llm/rules.ts";
import { spendingQueries } from "#lib/modules/spending/queries.ts";
import type { InstallationSpending } from "#lib/modules/spending/schema.ts";

/** What models have cost in a month, over all projects: in all, by day, by project, by model. */
export function MonthCard() {
  const [month, setMonth] = useState<string | null>(null);
  const now = useQuery(spendingQueries.installation(null));
  const shown = useQuery({ ...spendingQueries.installation(month), placeholderData: (before) => before });
  return (
    <Card aria-labelledby="month" className="overflow-hidden">
      <CardHeader>
        <CardTitle id="month">Spent</CardTitle>
        <MonthSteps
          month={month ?? now.data?.month ?? null}
          isLast={month === null || month === now.data?.month}
          onChange={(chosen) => setMonth(chosen === now.data?.month ? null : chosen)}
        />
      </CardHeader>
      {shown.data ? (
        <MonthBody spending={shown.data} />
      ) : (
        <CardBody>
          {shown.isError ? (
            <ErrorView
              title="The costs could not be read"
              error={shown.error}
              onRetry={() => void shown.refetch()}
            />
          ) : (
            <LoadingText label="The costs are loading" lines={6} />
          )}
        </CardBody>
      )}
    </Card>
  );
}

function MonthBody({ spending }: { spending: InstallationSpending }) {
  const { month, days, costUsd, limitUsd, warnFrom, calls, unpricedCalls } = spending;
  return (
    <>
      <CardBody className="grid gap-4">
        <BudgetMeter spentUsd={costUsd} limitUsd={limitUsd} warnFrom={warnFrom} />
        <DayBars month={month} days={days} />
        <p className="text-muted-foreground text-xs">
          {calls === 0 ? "No agent has asked a model in this month." : countOf(calls, "call")}
          {calls > 0 && unpricedCalls === 0 && ", counted by what the providers told."}
          {unpricedCalls > 0 &&
            `, ${unpricedCalls} of them of models without a known price: they count as nothing. A price set below holds for calls to come.`}
        </p>
      </CardBody>
      {calls > 0 && (
        <>
          <div className="border-t">
            <SumsTable
              what="Project"
              rows={spending.projects.map(({ projectId, name, ...sums }) => ({
                ...sums,
                key: projectId,
                name: name ? (
                  <Link className="hover:underline" href={`/projects/${projectId}/settings`}>
                    {name}
                  </Link>
                ) : (
                  <span className="text-muted-foreground">A project that was deleted</span>
                ),
                isPartlyUnpriced: sums.unpricedCalls > 0,
              }))}
            />
          </div>
          <div className="border-t">
            <ModelSums models={spending.models} />
          </div>
        </>
      )}
    </>
  );
}

export function ModelSums({ models }: { models: InstallationSpending["models"] }) {
  return (
    <SumsTable
      what="Model"
      rows={models.map(({ provider, model, ...sums }) => ({
        ...sums,
        key: `${provider} ${model}`,
        name: (
          <>
            <span className="font-mono text-xs">{model}</span>{" "}
            <span className="ml-1 text-muted-foreground text-xs">{knownProviders[provider].label}</span>
          </>
        ),
        isPartlyUnpriced: sums.unpricedCalls > 0,
      }))}
    />
  );
}
