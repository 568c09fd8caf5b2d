"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { UserPlus, Users } from "lucide-react";
import { useState } from "react";
import { InvitationsCard } from "#components/invitations/invitations-card.tsx";
import { InviteDialog } from "#components/invitations/invite-dialog.tsx";
import { DisableDialog } from "#components/people/disable-dialog.tsx";
import { PeopleTable } from "#components/people/people-table.tsx";
import { SessionsDialog } from "#components/sessions/sessions-dialog.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { personQueries } from "#lib/modules/people/queries.ts";
import type { PersonView } from "#lib/modules/people/schema.ts";

interface PeopleViewProps {
  userId: string;
  role: "owner" | "admin" | "member";
}

/** Who is here, with which role, and who is invited. Members read the names of those they work with. */
export function PeopleView({ userId, role }: PeopleViewProps) {
  const people = useInfiniteQuery(personQueries.list());
  const [isInviting, setIsInviting] = useState(false);
  const [disabling, setDisabling] = useState<PersonView | null>(null);
  const [lookedAt, setLookedAt] = useState<PersonView | null>(null);
  const rows = people.data?.pages.flatMap((page) => page.items) ?? [];
  const isAdmin = role !== "member";
  return (
    <PageBody>
      <PageHeader
        title="People"
        {...(people.isSuccess && !people.hasNextPage ? { count: rows.length } : {})}
        description={
          isAdmin
            ? "Members reach the projects they belong to; admins reach every project and these settings. What each may do in a project is set on the project's own page."
            : "You and those you share a project with. Admins of the installation manage who is here."
        }
        actions={
          isAdmin && (
            <Button variant="primary" onClick={() => setIsInviting(true)}>
              <UserPlus />
              Invite
            </Button>
          )
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {people.isPending && (
          <Card>
            <LoadingRows label="The people are loading" rows={3} rowClassName="h-14" />
          </Card>
        )}
        {people.isError && rows.length === 0 && (
          <ErrorView title="The people could not be listed" error={people.error} onRetry={people.refetch} />
        )}
        {people.isSuccess && rows.length === 0 && (
          <Card>
            <EmptyView icon={Users} title="Nobody to show">
              Who shares a project with you stands here.
            </EmptyView>
          </Card>
        )}
        {rows.length > 0 && (
          <Card className="overflow-hidden">
            <PeopleTable
              rows={rows}
              userId={userId}
              role={role}
              onDisable={setDisabling}
              onSessions={setLookedAt}
            />
            {people.hasNextPage && (
              <LoadMore isLoading={people.isFetchingNextPage} onLoadMore={people.fetchNextPage} />
            )}
          </Card>
        )}
        {isAdmin && <InvitationsCard projectId={null} />}
      </div>
      {isInviting && <InviteDialog projectId={null} onClose={() => setIsInviting(false)} />}
      {lookedAt && <SessionsDialog person={lookedAt} onClose={() => setLookedAt(null)} />}
      {disabling && <DisableDialog person={disabling} onClose={() => setDisabling(null)} />}
    </PageBody>
  );
}
