"use client";

import { AnswerForm } from "#components/approvals/answer-form.tsx";
import { isSoleAdmin, metOf, whoMayApprove, whyNotApprove } from "#components/approvals/approval-words.ts";
import { NeedList } from "#components/shared/need-list.tsx";
import type { ShellUser } from "#components/shell/user-menu.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { Need } from "#lib/kernel/answer.ts";
import type { AnswerableOperation } from "#lib/operations/schema.ts";

interface DecisionCardProps {
  operation: AnswerableOperation;
  user: ShellUser;
  className?: string;
}

/** What is required, who met it, and what the one who looks can do about it. */
export function DecisionCard({ operation, user, className }: DecisionCardProps) {
  const { needs, consents, notBefore, state, may } = operation;
  const noteOf = (need: Need) => {
    if (need.requirement !== "admin_approval" || state !== "held") return undefined;
    if (isSoleAdmin(operation, user.id))
      return "You are the only administrator: you may after the whole cooldown, also where you skip it, having signed in again.";
    if (may.approve) return `${whoMayApprove(operation)} You may.`;
    const why = whyNotApprove(operation, user.id);
    return why ? `${why} ${whoMayApprove(operation)}` : whoMayApprove(operation);
  };
  if (needs.length === 0 && state !== "held") return null;
  return (
    <Card aria-label="Decision" className={cn("min-w-0", className)}>
      <CardHeader>
        <CardTitle>Requirements</CardTitle>
        <span className="ml-auto text-subtle-foreground text-xs">{metOf(needs)}</span>
      </CardHeader>
      <NeedList
        needs={needs}
        consents={consents}
        notBefore={notBefore}
        noteOf={noteOf}
        className="rounded-none border-0 [&>li]:px-4"
      />
      {state === "held" && <AnswerForm key={operation.id} operation={operation} user={user} />}
    </Card>
  );
}
