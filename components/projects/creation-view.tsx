"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleSlash, CircleX } from "lucide-react";
import { OperationLogCard } from "#components/operations/operation-log-card.tsx";
import { CreationFailed } from "#components/projects/creation-failed.tsx";
import { GitAccessCard } from "#components/projects/git-access-card.tsx";
import { sourceWords } from "#components/projects/project-words.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { StepList } from "#components/shared/step-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { cn } from "#lib/client/class-names.ts";
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
  const isCancelled = hasFailed && operation?.state === "cancelled";
  return (
    <PageBody>
      <div className="mx-auto grid max-w-[720px] gap-4">
        <PageHeader
          title={titleOf(project.name, { hasFailed, isCancelled, isRemoval })}
          description={`From ${sourceWords(source)}`}
          actions={operation?.may.cancel && isOpen(operation) && <CancelButton operation={operation} />}
          className="mb-0"
        />
        {hasFailed && <FailureCard reason={project.statusReason} isCancelled={isCancelled} />}
        {hasFailed && <CreationFailed key={creation?.id} project={project} />}
        {hasFailed && project.source.type === "git" && (
          <GitAccessCard
            projectId={project.id}
            mayChange={project.access === "admin"}
            url={project.source.url}
          />
        )}
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
                <StepList steps={isRemoval ? operation.steps : shownSteps(operation, project)} />
              ) : (
                <LoadingRows label="Loading the steps" rows={4} rowClassName="h-8 px-0 border-b-0" />
              )}
            </CardBody>
          </Card>
        )}
        {operation && <OperationLogCard operation={operation} />}
      </div>
    </PageBody>
  );
}

interface CreationEnd {
  hasFailed: boolean;
  isCancelled: boolean;
  isRemoval: boolean;
}

function titleOf(name: string, { hasFailed, isCancelled, isRemoval }: CreationEnd): string {
  if (isCancelled) return `${name} was not created`;
  if (hasFailed) return `${name} could not be created`;
  return isRemoval ? `Removing ${name}` : `Creating ${name}`;
}

const isOpen = (operation: OperationView | undefined): boolean =>
  operation !== undefined && (operation.state === "queued" || operation.state === "running");

/** The steps that have begun and, while it runs, those to come; the reason that stands above is not said again. */
function shownSteps(
  operation: OperationView,
  { source, runtime, statusReason }: ProjectView,
): OperationStep[] {
  if (!isOpen(operation)) {
    return operation.steps.map((step) => (step.error === statusReason ? { ...step, error: null } : step));
  }
  const begun = new Set(operation.steps.map(({ name }) => name));
  const coming = creationSteps(source.type, runtime).filter((name) => !begun.has(name));
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

function FailureCard({ reason, isCancelled }: { reason: string | null; isCancelled: boolean }) {
  const Icon = isCancelled ? CircleSlash : CircleX;
  return (
    <div
      role="alert"
      className={cn(
        "flex gap-2.5 rounded-lg border p-4",
        isCancelled ? "bg-muted" : "border-failure-border bg-failure-soft",
      )}
    >
      <Icon className={cn("mt-0.5", isCancelled ? "text-muted-foreground" : "text-failure")} />
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
