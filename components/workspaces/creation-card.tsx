"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { OperationLogCard } from "#components/operations/operation-log-card.tsx";
import { StepList } from "#components/shared/step-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { cn } from "#lib/client/class-names.ts";
import { formatShortDuration } from "#lib/client/format.ts";
import { operationQueries } from "#lib/client/operation-queries.ts";
import type { WorkspaceDetail } from "#lib/modules/workspaces/schema.ts";

/** How the workspace came to be: its phases with what each took, and the log with the build of its image. */
export function CreationCard({ creation }: { creation: NonNullable<WorkspaceDetail["creation"]> }) {
  const { endedAt, operationId } = creation;
  const [isOpen, setIsOpen] = useState(endedAt === null);
  // While it is being made the steps move; the workspace itself does not tell of them.
  const { data: operation } = useQuery({
    ...operationQueries.one(operationId),
    enabled: isOpen || endedAt === null,
  });
  const steps = operation?.steps ?? creation.steps;
  const tookMs = steps.reduce(
    (sum, step) =>
      step.startedAt && step.endedAt ? sum + Date.parse(step.endedAt) - Date.parse(step.startedAt) : sum,
    0,
  );
  return (
    <Card aria-labelledby="creation">
      <CardHeader>
        <CardTitle id="creation">{endedAt === null ? "Being made" : "How it was made"}</CardTitle>
        {endedAt !== null && (
          <span className="ml-auto text-subtle-foreground text-xs">{formatShortDuration(tookMs)}</span>
        )}
      </CardHeader>
      <CardBody className="py-2">
        <StepList steps={steps} />
        <Button
          variant="ghost"
          size="sm"
          className="-ml-2"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          <ChevronRight className={cn("transition-transform", isOpen && "rotate-90")} />
          Log
        </Button>
        {isOpen && operation && (
          <div className="mt-1 mb-2">
            <OperationLogCard operation={operation} />
          </div>
        )}
      </CardBody>
    </Card>
  );
}
