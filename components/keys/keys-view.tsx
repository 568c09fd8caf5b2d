"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { KeyTable } from "#components/keys/key-table.tsx";
import { NewKeyDialog } from "#components/keys/new-key-dialog.tsx";
import { RevokeKeyDialog } from "#components/keys/revoke-key-dialog.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { keyQueries } from "#lib/modules/keys/queries.ts";
import type { KeyView } from "#lib/modules/keys/schema.ts";

interface KeysViewProps {
  userId: string;
  email: string;
  /** Admins see everybody's keys, and whose they are. */
  showsPeople: boolean;
}

/** The API keys: which there are, what they may do and when they were used, a new one, and the end of one. */
export function KeysView({ userId, email, showsPeople }: KeysViewProps) {
  const keys = useInfiniteQuery(keyQueries.list());
  const [isMaking, setIsMaking] = useState(false);
  const [ending, setEnding] = useState<KeyView | null>(null);
  const rows = keys.data?.pages.flatMap((page) => page.items) ?? [];
  const newKey = (
    <Button variant="primary" onClick={() => setIsMaking(true)}>
      <Plus />
      New key
    </Button>
  );
  return (
    <PageBody>
      <PageHeader
        title="API keys"
        description="A key acts for its person from a command line, an agent or another program, and never with more rights than they have. Who has it has these rights: keep it like a password."
        actions={rows.length > 0 && newKey}
      />
      {keys.isPending && (
        <Card>
          <LoadingRows label="The keys are loading" rows={3} rowClassName="h-14" />
        </Card>
      )}
      {keys.isError && rows.length === 0 && (
        <ErrorView title="The keys could not be loaded" error={keys.error} onRetry={keys.refetch} />
      )}
      {keys.isSuccess && rows.length === 0 && (
        <Card>
          <EmptyView icon={KeyRound} title="No keys yet" actions={newKey}>
            Make one for the command line, for an agent over MCP, or for a program that uses the API.
          </EmptyView>
        </Card>
      )}
      {rows.length > 0 && (
        <Card className="overflow-hidden">
          <KeyTable rows={rows} userId={userId} showsPeople={showsPeople} onRevoke={setEnding} />
          {keys.hasNextPage && (
            <LoadMore isLoading={keys.isFetchingNextPage} onLoadMore={keys.fetchNextPage} />
          )}
        </Card>
      )}
      {isMaking && <NewKeyDialog email={email} onClose={() => setIsMaking(false)} />}
      {ending && <RevokeKeyDialog apiKey={ending} onClose={() => setEnding(null)} />}
    </PageBody>
  );
}
