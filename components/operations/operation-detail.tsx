"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ChangeCard } from "#components/approvals/change-card.tsx";
import { ConsentCard } from "#components/approvals/consent-card.tsx";
import { InvitationReady } from "#components/invitations/invitation-ready.tsx";
import { OperationActions } from "#components/operations/operation-actions.tsx";
import { OperationHead, OperationRequest } from "#components/operations/operation-head.tsx";
import { OperationLogCard } from "#components/operations/operation-log-card.tsx";
import { OperationDuration, OperationStateMark } from "#components/operations/operation-parts.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { LossList } from "#components/shared/loss-list.tsx";
import { NeedList } from "#components/shared/need-list.tsx";
import { PageBody } from "#components/shared/page-header.tsx";
import { Countdown, RelativeTime } from "#components/shared/relative-time.tsx";
import { StepList } from "#components/shared/step-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { countOf, formatCount } from "#lib/client/format.ts";
import { operationQueries } from "#lib/client/operation-queries.ts";
import { RequestError } from "#lib/client/request-error.ts";
import type { OperationView } from "#lib/kernel/answer.ts";
import type { AnswerableOperation } from "#lib/operations/schema.ts";

/** One operation: who asked for what and why, what it needs, what it does, and how it ended. */
export function OperationDetail({ operationId, userId }: { operationId: string; userId: string }) {
  const { data: operation, error, isPending, refetch } = useQuery(operationQueries.one(operationId));
  if (isPending) {
    return (
      <PageBody>
        <LoadingText label="Loading the operation" lines={9} className="max-w-3xl pt-2" />
      </PageBody>
    );
  }
  if (!operation) {
    return (
      <PageBody>
        <h1 className="sr-only">Operation</h1>
        <ErrorView
          title="The operation could not be shown"
          error={error}
          onRetry={() => void refetch()}
          actions={
            <Button variant="ghost" asChild>
              <Link href="/operations">All operations</Link>
            </Button>
          }
        />
      </PageBody>
    );
  }
  return (
    <PageBody>
      <OperationHead operation={operation} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
        <div className="grid min-w-0 gap-4">
          <InvitationReady operation={operation} userId={userId} />
          <OperationRequest operation={operation} />
          {operation.error && (
            <ErrorView
              title={operation.state === "denied" ? "It was denied" : "It did not succeed"}
              error={new RequestError(operation.error, null)}
            />
          )}
          <ChangeCard state={operation.state} changes={operation.changes} />
          <Losses operation={operation} />
          <ConsentCard consents={operation.consents} />
          <Steps operation={operation} />
          <OperationLogCard operation={operation} />
        </div>
        <div className="grid min-w-0 gap-4 max-lg:row-start-1">
          <Progress operation={operation} />
        </div>
      </div>
    </PageBody>
  );
}

function Losses({ operation: { losses, state } }: { operation: OperationView }) {
  if (losses.length === 0) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{state === "succeeded" ? "What went" : "What would go"}</CardTitle>
        <span className="ml-auto text-subtle-foreground text-xs">{formatCount(losses.length)}</span>
      </CardHeader>
      <LossList
        losses={losses}
        className="rounded-t-none border-0 px-4 [&>div:last-child]:-mx-4 [&>div:last-child]:px-4"
      />
    </Card>
  );
}

function Steps({ operation: { steps, progress, state } }: { operation: OperationView }) {
  if (steps.length === 0) return null;
  const done = steps.filter((step) => step.state === "succeeded").length;
  return (
    <Card>
      <CardHeader>
        <CardTitle>Steps</CardTitle>
        <span className="ml-auto text-subtle-foreground text-xs">
          {state === "running" && progress?.text
            ? progress.text
            : `${done} of ${countOf(steps.length, "step")} done`}
        </span>
      </CardHeader>
      <CardBody className="py-2">
        <StepList steps={steps} />
      </CardBody>
    </Card>
  );
}

/** The state and its times, what is still required, and what one can do about it. */
function Progress({ operation }: { operation: AnswerableOperation }) {
  const { needs, notBefore, consents } = operation;
  const met = needs.filter((need) => need.met).length;
  return (
    <Card>
      <CardHeader>
        <CardTitle>State</CardTitle>
        <span className="ml-auto" role="status">
          <OperationStateMark operation={operation} />
        </span>
      </CardHeader>
      <Times operation={operation} />
      {needs.length > 0 && (
        <>
          <h3 className="flex h-10 items-center border-t px-4 font-semibold">
            Requirements
            <span className="ml-auto font-normal text-subtle-foreground text-xs">
              {met} of {needs.length}
            </span>
          </h3>
          <NeedList
            needs={needs}
            notBefore={notBefore}
            consents={consents}
            className="rounded-none border-0 border-t [&>li]:px-4"
          />
        </>
      )}
      <OperationActions operation={operation} />
    </Card>
  );
}

function Times({ operation }: { operation: OperationView }) {
  const { createdAt, startedAt, endedAt, expiresAt, state, attempt } = operation;
  return (
    <dl className="grid gap-1.5 px-4 py-3 [&>div]:flex [&>div]:justify-between [&_dt]:text-muted-foreground">
      <div>
        <dt>Asked</dt>
        <dd>
          <RelativeTime at={createdAt} />
        </dd>
      </div>
      {startedAt && (
        <div>
          <dt>{endedAt ? "Took" : "Runs for"}</dt>
          <dd>
            <OperationDuration operation={operation} />
          </dd>
        </div>
      )}
      {endedAt && (
        <div>
          <dt>Ended</dt>
          <dd>
            <RelativeTime at={endedAt} />
          </dd>
        </div>
      )}
      {attempt > 1 && (
        <div>
          <dt>Attempt</dt>
          <dd>{attempt}</dd>
        </div>
      )}
      {state === "held" && expiresAt && (
        <div>
          <dt>Lapses in</dt>
          <dd>
            <Countdown until={expiresAt} after="a moment" />
          </dd>
        </div>
      )}
    </dl>
  );
}
