"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useId, useState } from "react";
import { InvitationsCard } from "#components/invitations/invitations-card.tsx";
import { InviteDialog } from "#components/invitations/invite-dialog.tsx";
import { AddMemberDialog } from "#components/members/add-member-dialog.tsx";
import { LeaveDialog } from "#components/members/leave-dialog.tsx";
import { MemberRow } from "#components/members/member-row.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { memberQueries } from "#lib/modules/members/queries.ts";
import type { MemberView } from "#lib/modules/members/schema.ts";

interface MembersCardProps {
  project: { id: string; name: string };
  /** Who looks. */
  userId: string;
  mayChange: boolean;
}

/** Who may do what in the project. Owners and admins of the installation reach it without standing here. */
export function MembersCard({ project, userId, mayChange }: MembersCardProps) {
  const projectId = project.id;
  const members = useInfiniteQuery(memberQueries.ofProject(projectId));
  const [opened, setOpened] = useState<"add" | "invite" | null>(null);
  const [leaving, setLeaving] = useState<MemberView | null>(null);
  const rows = members.data?.pages.flatMap((page) => page.items) ?? [];
  const id = useId();
  return (
    <>
      <Card aria-labelledby={id}>
        <CardHeader>
          <CardTitle id={id}>Members</CardTitle>
          {mayChange && (
            <span className="ml-auto flex gap-2">
              <Button size="sm" onClick={() => setOpened("invite")}>
                Invite…
              </Button>
              <Button size="sm" onClick={() => setOpened("add")}>
                <UserPlus />
                Add
              </Button>
            </span>
          )}
        </CardHeader>
        <CardBody className="pb-3 text-muted-foreground">
          Owners and admins of the installation reach every project without standing here.
        </CardBody>
        {members.isError && rows.length === 0 && (
          <ErrorView
            title="The members could not be listed"
            error={members.error}
            onRetry={() => void members.refetch()}
          />
        )}
        {members.isPending && <LoadingText label="Loading the members" />}
        {rows.length > 0 && (
          <ul aria-label="Members" className="divide-y border-t">
            {rows.map((member) => (
              <MemberRow
                key={member.person.id}
                {...{ member, projectId, mayChange }}
                isSelf={member.person.id === userId}
                onLeave={() => setLeaving(member)}
              />
            ))}
          </ul>
        )}
        {members.hasNextPage && (
          <LoadMore isLoading={members.isFetchingNextPage} onLoadMore={() => void members.fetchNextPage()} />
        )}
        {opened === "add" && <AddMemberDialog projectId={projectId} onClose={() => setOpened(null)} />}
        {opened === "invite" && <InviteDialog projectId={projectId} onClose={() => setOpened(null)} />}
        {leaving && <LeaveDialog project={project} member={leaving} onClose={() => setLeaving(null)} />}
      </Card>
      {mayChange && <InvitationsCard projectId={projectId} />}
    </>
  );
}
