"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { LinkDialog } from "#components/invitations/link-dialog.tsx";
import { accessWords, roleWords } from "#components/people/role-words.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { invitationQueries } from "#lib/modules/invitations/queries.ts";
import type { InvitationView, ShownInvitation } from "#lib/modules/invitations/schema.ts";

/** The invitations that were made: what became of each, a new link for one, and the end of one. */
export function InvitationsCard({ projectId }: { projectId: string | null }) {
  const invitations = useInfiniteQuery(invitationQueries.list(projectId));
  const [shown, setShown] = useState<ShownInvitation | null>(null);
  const rows = invitations.data?.pages.flatMap((page) => page.items) ?? [];
  const canSend = invitations.data?.pages[0]?.canSendMail ?? false;
  if (invitations.isError && rows.length === 0) {
    return (
      <ErrorView
        title="The invitations could not be listed"
        error={invitations.error}
        onRetry={() => void invitations.refetch()}
      />
    );
  }
  if (rows.length === 0) return null;
  return (
    <Card className="overflow-hidden">
      <CardHeader>
        <CardTitle>Invitations</CardTitle>
      </CardHeader>
      <ul aria-label="Invitations" className="divide-y">
        {rows.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} canSend={canSend} onLink={setShown} />
        ))}
      </ul>
      {invitations.hasNextPage && (
        <LoadMore
          isLoading={invitations.isFetchingNextPage}
          onLoadMore={() => void invitations.fetchNextPage()}
        />
      )}
      {shown && <LinkDialog shown={shown} onClose={() => setShown(null)} />}
    </Card>
  );
}

const stateWords = {
  open: { label: "Open", dot: "waiting" },
  used: { label: "Used", dot: "healthy" },
  expired: { label: "Expired", dot: "stopped" },
  revoked: { label: "Taken back", dot: "stopped" },
} as const;

interface InvitationRowProps {
  invitation: InvitationView;
  canSend: boolean;
  onLink: (shown: ShownInvitation) => void;
}

function InvitationRow({ invitation, canSend, onLink }: InvitationRowProps) {
  const { id: invitationId, email, state, usedBy, invitedBy, expiresAt, sentAt } = invitation;
  const renew = useCommand<{ invitationId: string }, ShownInvitation>({
    name: "invitation.renew",
    onDone: (made) => made && onLink(made),
  });
  const revoke = useCommand({ name: "invitation.revoke" });
  const send = useCommand({
    name: "invitation.send",
    onDone: () => toast.success(`The invitation was sent to ${email}.`),
  });
  const isPending = state === "open" || state === "expired";
  const name = email ?? usedBy?.name ?? "Whoever has the link";
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <span className="grid min-w-0 flex-1 basis-56 gap-0.5">
        <span className="truncate font-medium">{name}</span>
        <span className="text-muted-foreground text-xs [overflow-wrap:anywhere]">
          {offerOf(invitation)} · by {invitedBy.name}
          {sentAt && (
            <>
              {" "}
              · sent <RelativeTime at={sentAt} />
            </>
          )}
          {state === "open" && (
            <>
              {" "}
              · expires <RelativeTime at={expiresAt} />
            </>
          )}
        </span>
      </span>
      <StatusDot status={stateWords[state].dot}>{stateWords[state].label}</StatusDot>
      {isPending && (
        <span className="flex gap-2">
          {email && canSend && (
            <Button
              size="sm"
              aria-label={`Send the invitation to ${email} again`}
              isBusy={send.isPending}
              onClick={() => void send.run({ invitationId })}
            >
              {sentAt ? "Send again" : "Send"}
            </Button>
          )}
          <Button
            size="sm"
            aria-label={`New link for ${name}`}
            isBusy={renew.isPending}
            onClick={() => void renew.run({ invitationId })}
          >
            New link
          </Button>
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Take back the invitation of ${name}`}
            isBusy={revoke.isPending}
            onClick={() => void revoke.run({ invitationId })}
          >
            Take back
          </Button>
        </span>
      )}
    </li>
  );
}

const offerOf = ({ role, project }: InvitationView): string =>
  project
    ? `${roleWords[role].label}, ${accessWords[project.access].label.toLowerCase()} in ${project.name}`
    : roleWords[role].label;
