"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { ApprovalHead } from "#components/approvals/approval-head.tsx";
import { BackupCard } from "#components/approvals/backup-card.tsx";
import { ChangeCard } from "#components/approvals/change-card.tsx";
import { ConsentCard } from "#components/approvals/consent-card.tsx";
import { DecisionCard } from "#components/approvals/decision-card.tsx";
import { GoingCard } from "#components/approvals/going-card.tsx";
import { ProgressCard } from "#components/approvals/progress-card.tsx";
import { useCooled } from "#components/approvals/use-cooled.ts";
import { OperationAuditCard } from "#components/audit/operation-audit-card.tsx";
import { InvitationReady } from "#components/invitations/invitation-ready.tsx";
import { OperationRequest } from "#components/operations/operation-head.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import type { ShellUser } from "#components/shell/user-menu.tsx";
import { Button } from "#components/ui/button.tsx";
import { approvalHref, readApprovalAddress } from "#lib/client/approval-address.ts";
import { approvalQueries } from "#lib/client/approval-queries.ts";
import { operationQueries } from "#lib/client/operation-queries.ts";

interface ApprovalDetailProps {
  operationId: string;
  user: ShellUser;
}

/** One operation that waits, read in order: what, who and why, what would go, what saves it; then the decision. */
export function ApprovalDetail({ operationId, user }: ApprovalDetailProps) {
  const { data: operation, error, isPending, refetch } = useQuery(operationQueries.one(operationId));
  const { view, filter } = readApprovalAddress(new URLSearchParams(useSearchParams()));
  const listHref = approvalHref(view, filter);
  const { data: stakes } = useQuery({
    ...approvalQueries.stakes(operationId),
    enabled: operation?.state === "held",
  });
  useCooled(operation?.state === "held" ? operation.notBefore : null);
  useCooled(operation?.state === "held" ? operation.approvableAt : null);
  if (isPending) {
    return <LoadingText label="Loading the operation" lines={9} className="max-w-3xl p-4 md:p-6" />;
  }
  if (!operation) {
    return (
      <div className="p-4 md:p-6">
        <ErrorView
          title="The operation could not be shown"
          error={error}
          onRetry={() => void refetch()}
          actions={
            <Button variant="ghost" asChild>
              <Link href={listHref}>The queue</Link>
            </Button>
          }
        />
      </div>
    );
  }
  const now = operation.state === "held" ? stakes : undefined;
  return (
    <article aria-label="Chosen operation" className="min-h-0 flex-1 overflow-auto p-4 md:px-6 md:py-5">
      <ApprovalHead operation={operation} listHref={listHref} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_320px]">
        <div className="grid gap-4 xl:col-span-2">
          <InvitationReady operation={operation} userId={user.id} />
          <OperationRequest operation={operation} />
        </div>
        {/* Where one column is left, the decision comes between what saves it and who answered so far. */}
        <div className="grid min-w-0 gap-4 max-xl:contents">
          <ProgressCard operation={operation} />
          <ChangeCard state={operation.state} changes={(now ?? operation).changes} />
          <GoingCard operation={operation} stakes={now} />
          <BackupCard operation={now ? { ...operation, ...now } : operation} />
          <ConsentCard consents={operation.consents} className="order-2" />
          <div className="order-3 min-w-0">
            <OperationAuditCard operationId={operation.id} />
          </div>
        </div>
        <DecisionCard operation={operation} user={user} className="order-1" />
      </div>
    </article>
  );
}
