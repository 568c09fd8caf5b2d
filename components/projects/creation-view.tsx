"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleX } from "lucide-react";
import { OperationLogCard } from "#components/operations/operation-log-card.tsx";
import { CreationFailed } from "#components/projects/creation-failed.tsx";
import { sourceWords } from "#components/projects/project-words.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { StepList } from "#components/shared/step-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { operationQueries } from "#lib/client/operation-queries.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { OperationStep, OperationView } from "#lib/kernel/answer.ts";
import { creationSteps } from "#lib/modules/projects/rules.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** A project on its way up: the steps with their log, live; and what to do when one failed. */
export function CreationView({ project }: { project: ProjectView }) {
  const { creation, status, source } = project;
  const {
    data: operation,
    error,
    refetch,
  } = useQuery({
    ...operationQueries.one(creation?.id ?? ""),
    enabled: creation !== null,
  });
  const isRemoval = operation?.command === "project.discard";
  const hasFailed = status === "error" && !isOpen(operation);
  return (
    <PageBody>
      <div className="mx-auto grid max-w-[720px] gap-4">
        <PageHeader
          title={titleOf(project.name, { hasFailed, isRemoval })}
          description={`From ${sourceWords(source)}`}
          actions={operation && isOpen(operation) && <CancelButton operation={operation} />}
          className="mb-0"
        />
        {hasFailed && <FailureCard reason={project.statusReason} />}
        {error && !operation ? (
          <ErrorView title="The steps could not be read" error={error} onRetry={() => void refetch()} />
        ) : (
          <Card>
            <CardHeader>
              <CardTitle>Steps</CardTitle>
              {operation?.progress && isOpen(operation) && (
                <span role="status" className="ml-auto truncate text-muted-foreground text-xs">
                  {operation.progress.text}
                  {operation.progress.percent !== null && ` ${operation.progress.percent} %`}
                </span>
              )}
            </CardHeader>
            <CardBody className="py-2">
              {operation ? (
                <StepList steps={isRemoval ? operation.steps : withComing(operation, source.type)} />
              ) : (
                <LoadingRows label="Loading the steps" rows={4} rowClassName="h-8 px-0 border-b-0" />
              )}
            </CardBody>
          </Card>
        )}
        {hasFailed && <CreationFailed key={creation?.id} project={project} />}
        {operation && <OperationLogCard operation={operation} />}
      </div>
    </PageBody>
  );
}

function titleOf(name: string, { hasFailed, isRemoval }: { hasFailed: boolean; isRemoval: boolean }): string {
  if (hasFailed) return `${name} could not be created`;
  return isRemoval ? `Removing ${name}` : `Creating ${name}`;
}

const isOpen = (operation: OperationView | undefined): boolean =>
  operation !== undefined && (operation.state === "queued" || operation.state === "running");

/** The steps that have begun and, while it runs, those to come. */
function withComing(operation: OperationView, sourceType: string): OperationStep[] {
  if (!isOpen(operation)) return operation.steps;
  const begun = new Set(operation.steps.map(({ name }) => name));
  const coming = creationSteps(sourceType).filter((name) => !begun.has(name));
  return [
    ...operation.steps,
    ...coming.map((name) => ({
      name,
      state: "pending" as const,
      startedAt: null,
      endedAt: null,
      error: null,
    })),
  ];
}

function FailureCard({ reason }: { reason: string | null }) {
  return (
    <div role="alert" className="flex gap-2.5 rounded-lg border border-failure-border bg-failure-soft p-4">
      <CircleX className="mt-0.5 text-failure" />
      <p className="min-w-0 [overflow-wrap:anywhere]">
        {reason ?? "Its creation failed."}
        <span className="mt-1 block text-muted-foreground text-xs">
          What had been made was removed again; the steps below say what. Nothing of the source was touched.
        </span>
      </p>
    </div>
  );
}

function CancelButton({ operation }: { operation: OperationView }) {
  const cancel = useCommand<{ operationId: string }>({ name: "operation.cancel", label: "Cancel" });
  return (
    <Button isBusy={cancel.isPending} onClick={() => void cancel.run({ operationId: operation.id })}>
      Cancel
    </Button>
  );
}
