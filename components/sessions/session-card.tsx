"use client";

import { useQuery } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import { placeWords, wayWords } from "#components/sessions/session-words.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { Moment, RelativeTime } from "#components/shared/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { sessionQueries } from "#lib/modules/sessions/queries.ts";
import type { SessionView } from "#lib/modules/sessions/schema.ts";

interface SessionCardProps {
  /** Whose, where they are not one's own. */
  userId?: string;
}

/** Where somebody is signed in, with what and from where; each can be ended, or all others at once. */
export function SessionCard({ userId }: SessionCardProps) {
  const list = useQuery(sessionQueries.list(userId));
  const revokeOthers = useCommand<{ userId?: string }>({
    name: "session.revoke-others",
    label: "Sign out elsewhere",
    onDone: () => void list.refetch(),
  });
  if (list.isError && !list.data)
    return <ErrorView title="The sessions could not be loaded" error={list.error} onRetry={list.refetch} />;
  const rows = list.data?.items ?? [];
  const others = rows.filter(({ isThisOne }) => !isThisOne).length;
  return (
    <Card aria-label="Sessions">
      <CardHeader>
        <CardTitle>Signed in</CardTitle>
        {others > 0 && (
          <Button
            size="sm"
            className="ml-auto"
            isBusy={revokeOthers.isPending}
            onClick={() => void revokeOthers.run(userId ? { userId } : {})}
          >
            {others === rows.length ? "Sign out everywhere" : "Sign out everywhere else"}
          </Button>
        )}
      </CardHeader>
      {list.isPending && <LoadingRows label="The sessions are loading" rows={2} rowClassName="h-16" />}
      {list.data && rows.length === 0 && <p className="p-4 text-muted-foreground">Nowhere.</p>}
      <ul>
        {rows.map((session) => (
          <SessionRow key={session.id} session={session} onEnded={() => void list.refetch()} />
        ))}
      </ul>
    </Card>
  );
}

function SessionRow({ session, onEnded }: { session: SessionView; onEnded: () => void }) {
  const revoke = useCommand<{ sessionId: string }>({
    name: "session.revoke",
    label: "Sign the browser out",
    onDone: onEnded,
  });
  const { id, device, isThisOne, lastUsedAt, createdAt, endsAt } = session;
  return (
    <li className="flex min-h-16 flex-wrap items-center gap-x-3 gap-y-2 border-t px-4 py-2 first:border-t-0">
      <Monitor aria-hidden="true" className="flex-none text-muted-foreground" />
      <span className="grid min-w-0 flex-1 basis-40">
        <span className="flex flex-wrap items-center gap-x-2 font-medium">
          {device}
          {isThisOne && <Badge variant="good">This one</Badge>}
        </span>
        <span className="text-muted-foreground text-xs [overflow-wrap:anywhere]">
          {placeWords(session)} · {isThisOne ? "in use now" : "used "}
          {!isThisOne && <RelativeTime at={lastUsedAt} />}
        </span>
        <span className="text-muted-foreground text-xs">
          {wayWords(session)} <RelativeTime at={createdAt} /> · ends <Moment at={endsAt} /> at the latest
        </span>
      </span>
      {!isThisOne && (
        <Button
          size="sm"
          className="max-sm:ml-7"
          aria-label={`Sign out ${device}`}
          isBusy={revoke.isPending}
          onClick={() => void revoke.run({ sessionId: id })}
        >
          Sign out
        </Button>
      )}
    </li>
  );
}
