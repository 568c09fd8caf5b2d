import { ArrowLeft, Link2 } from "lucide-react";
import Link from "next/link";
import { CopyLink } from "#components/approvals/copy-link.tsx";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { RaisedBy } from "#components/shared/raised-by.tsx";
import { projectHome } from "#components/shell/navigation.ts";
import { Button } from "#components/ui/button.tsx";
import type { OperationView } from "#lib/kernel/answer.ts";
import { labelOfCommand } from "#lib/kernel/command-words.ts";

interface ApprovalHeadProps {
  operation: OperationView;
  listHref: string;
}

/** How dangerous and why, what is to be done to what, and the plain sentence of it. */
export function ApprovalHead({ operation, listHref }: ApprovalHeadProps) {
  const { id, target } = operation;
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
      <h2 className="font-semibold text-xl tracking-tighter [overflow-wrap:anywhere]">
        {labelOfCommand(operation.command)}{" "}
        <code className="font-medium text-[18px] tracking-tight">{target.name}</code>
      </h2>
      <div className="flex flex-wrap items-center gap-x-3">
        <p className="max-w-[72ch] text-muted-foreground">{operation.sentence}</p>
        {target.projectId && (
          <Link
            href={projectHome(target.projectId)}
            className="inline-flex items-center gap-1 text-primary-text underline-offset-3 hover:underline"
          >
            <Link2 className="size-3.5" />
            Open the project
          </Link>
        )}
      </div>
    </header>
  );
}
