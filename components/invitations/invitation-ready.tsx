"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { LinkDialog } from "#components/invitations/link-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { OperationView } from "#lib/kernel/answer.ts";
import { invitationQueries } from "#lib/modules/invitations/queries.ts";
import type { ShownInvitation } from "#lib/modules/invitations/schema.ts";

interface InvitationReadyProps {
  operation: OperationView;
  /** Who looks. */
  userId: string;
}

const Made = z.object({ id: z.string() });

/**
 * An invitation that waited for consents is often made when nobody is there to be shown its link. Who invited is led to
 * making one, here where they hear that it went through.
 */
export function InvitationReady({ operation, userId }: InvitationReadyProps) {
  const { command, state, heldAt, actor, onBehalfOf, result } = operation;
  const isMade = command === "invitation.create" && state === "succeeded" && heldAt !== null;
  const isOfUser = (onBehalfOf ?? actor).id === userId;
  const made = isMade && isOfUser ? Made.safeParse(result).data : undefined;
  return made ? <ReadyCard invitationId={made.id} /> : null;
}

function ReadyCard({ invitationId }: { invitationId: string }) {
  const { data: invitation } = useQuery(invitationQueries.one(invitationId));
  const [shown, setShown] = useState<ShownInvitation | null>(null);
  const renew = useCommand<{ invitationId: string }, ShownInvitation>({
    name: "invitation.renew",
    label: "Make the link",
    onDone: (made) => made && setShown(made),
  });
  const isWaiting = invitation?.state === "open" || invitation?.state === "expired";
  if (!isWaiting) return null;
  const whom = invitation.email ?? "the person it is for";
  return (
    <Card aria-label="Invitation">
      <CardHeader>
        <CardTitle>The invitation is ready: make its link</CardTitle>
      </CardHeader>
      <CardBody className="grid justify-items-start gap-3 pb-4">
        <p className="text-muted-foreground [overflow-wrap:anywhere]">
          It is shown to you alone, and once: make it when you can hand it to {whom}. A link that was made
          before stops working.
        </p>
        <Button variant="primary" isBusy={renew.isPending} onClick={() => void renew.run({ invitationId })}>
          Make the link
        </Button>
      </CardBody>
      {shown && <LinkDialog shown={shown} onClose={() => setShown(null)} />}
    </Card>
  );
}
