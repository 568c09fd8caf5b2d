import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { CopyLink } from "#components/approvals/copy-link.tsx";
import { OperationTitle } from "#components/operations/operation-title.tsx";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { RaisedBy } from "#components/shared/raised-by.tsx";
import { Button } from "#components/ui/button.tsx";
import type { OperationView } from "#lib/kernel/answer.ts";
import { labelOfCommand } from "#lib/kernel/command-words.ts";

interface ApprovalHeadProps {
  operation: OperationView;
  listHref: string;
}

/** How dangerous and why, what is to be done to what, and the plain sentence of it. */
export function ApprovalHead({ operation, listHref }: ApprovalHeadProps) {
  const { id } = operation;
  return (
    <header className="mb-4 grid gap-1.5">
      <div className="flex min-h-control-sm flex-wrap items-center gap-x-2 gap-y-1">
        <Button variant="ghost" size="icon-sm" asChild className="-ml-2 md:hidden">
          <Link href={listHref} aria-label="Back to the queue">
            <ArrowLeft />
          </Link>
        </Button>
        <LevelBadge level={operation.level} />
        <RaisedBy raised={operation.raised} />
        <span className="ml-auto flex min-w-0 items-center gap-1 max-md:hidden">
          <code className="truncate text-subtle-foreground" title={id}>
            {id.slice(-12)}
          </code>
          <CopyLink path={`/approvals/${id}`} />
        </span>
      </div>
      <OperationTitle operation={operation} title={labelOfCommand(operation.command)} as="h2" />
    </header>
  );
}
