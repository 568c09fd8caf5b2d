"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { OperationTitle } from "#components/operations/operation-title.tsx";
import { titleOf, wayOf } from "#components/operations/operation-words.ts";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { ForeignText } from "#components/shared/foreign-text.tsx";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { RaisedBy } from "#components/shared/raised-by.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { projectHref } from "#components/shell/navigation.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { OperationView } from "#lib/kernel/answer.ts";

/** The level, the id, what is to be done to what, and the plain sentence of it. */
export function OperationHead({ operation }: { operation: OperationView }) {
  const { id } = operation;
  return (
    <header className="mb-4 grid gap-1.5">
      <div className="flex min-h-control-sm items-center gap-2">
        <Button variant="ghost" size="icon-sm" asChild aria-label="All operations" className="-ml-1.5">
          <Link href="/operations" aria-label="All operations">
            <ArrowLeft />
          </Link>
        </Button>
        <LevelBadge level={operation.level} />
        <RaisedBy raised={operation.raised} />
        <span className="ml-auto flex min-w-0 items-center gap-1">
          <code className="truncate text-subtle-foreground" title={id}>
            {id.slice(-12)}
          </code>
          <CopyButton text={id} label="Copy the id" />
        </span>
      </div>
      <OperationTitle operation={operation} title={titleOf(operation)} as="h1" />
    </header>
  );
}

/** Who asked, for whom, by which way, when, and why. */
export function OperationRequest({ operation }: { operation: OperationView }) {
  const { actor, onBehalfOf, task, target, reason } = operation;
  const facts = [...(onBehalfOf ? [`for ${onBehalfOf.name}`] : []), wayOf(operation)];
  return (
    <Card className="grid grid-cols-[24px_minmax(0,1fr)] gap-x-2.5 gap-y-0.5 px-4 py-3">
      <Avatar name={actor.name} kind={actor.kind} />
      <p className="flex min-h-6 flex-wrap items-center gap-x-1.5 text-muted-foreground">
        <span className="font-medium text-foreground [overflow-wrap:anywhere]">
          <ForeignText text={actor.name} />
        </span>
        {task && target.projectId && (
          <span className="min-w-0">
            <span aria-hidden="true">· </span>
            <Link
              href={projectHref(target.projectId, `board/${task.number}`)}
              className="text-primary-text underline-offset-3 hover:underline [overflow-wrap:anywhere]"
            >
              #{task.number} <ForeignText text={task.title} />
            </Link>
          </span>
        )}
        {facts.map((fact) => (
          <span key={fact}>
            <span aria-hidden="true">· </span>
            {fact}
          </span>
        ))}
        <span>
          <span aria-hidden="true">· </span>
          <RelativeTime at={operation.createdAt} />
        </span>
      </p>
      {reason && (
        <p className="col-start-2 text-base [overflow-wrap:anywhere]">
          “<ForeignText text={reason} />”
        </p>
      )}
    </Card>
  );
}
