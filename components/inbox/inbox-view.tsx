"use client";

import { Inbox } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { InboxEntry } from "#components/inbox/inbox-entry.tsx";
import { useInbox } from "#components/inbox/use-inbox.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingCards } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { Count } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { tabClasses, tabListClasses } from "#components/ui/tabs.tsx";
import { cn } from "#lib/client/class-names.ts";
import { kindOf } from "#lib/modules/inbox/rules.ts";
import { InboxKind, type InboxPage } from "#lib/modules/inbox/schema.ts";

const tabs = [
  { kind: null, label: "All" },
  { kind: "ask", label: "Agents ask" },
  { kind: "approval", label: "Approvals" },
  { kind: "review", label: "To review" },
  { kind: "paused", label: "Standing still" },
] as const;

/** One place for all that waits for the one who looks: answered here, or one click away from where it is. */
export function InboxView() {
  const kind = InboxKind.safeParse(useSearchParams().get("kind")).data ?? null;
  const { data, error, refetch } = useInbox();
  const items = data?.items.filter((item) => kind === null || kindOf(item) === kind) ?? [];
  return (
    <>
      <KindTabs kind={kind} counts={data?.counts} />
      <PageBody>
        <div className="mx-auto max-w-[760px]">
          <PageHeader
            title="Inbox"
            description="What waits for you. What ends first stands first."
            className="mb-4"
          />
          {data ? (
            items.length === 0 ? (
              <Card>
                <EmptyView
                  icon={Inbox}
                  title={kind === null ? "Nothing waits for you" : "Nothing of this waits"}
                >
                  Questions and permissions of agents, approvals, work to review and runs that stand still
                  come here by themselves.
                </EmptyView>
              </Card>
            ) : (
              <ul aria-label="What waits for you" className="grid grid-cols-[minmax(0,1fr)] gap-5">
                {items.map((item) => (
                  <InboxEntry key={`${item.kind}:${item.id}`} item={item} />
                ))}
              </ul>
            )
          ) : error ? (
            <ErrorView title="The inbox could not be read" error={error} onRetry={() => void refetch()} />
          ) : (
            <LoadingCards label="Loading what waits for you" />
          )}
        </div>
      </PageBody>
    </>
  );
}

function KindTabs({ kind, counts }: { kind: InboxKind | null; counts: InboxPage["counts"] | undefined }) {
  const countOf = (of: InboxKind | null): number => {
    if (!counts) return 0;
    return of === null ? Object.values(counts).reduce((sum, one) => sum + one, 0) : counts[of];
  };
  return (
    <nav aria-label="Kinds" className={cn(tabListClasses, "md:px-4.5")}>
      {tabs.map((tab) => (
        <Link
          key={tab.label}
          href={tab.kind === null ? "/inbox" : `/inbox?kind=${tab.kind}`}
          aria-current={tab.kind === kind ? "page" : undefined}
          className={tabClasses}
        >
          {tab.label}
          {countOf(tab.kind) > 0 && <Count className="ml-1.5">{countOf(tab.kind)}</Count>}
        </Link>
      ))}
    </nav>
  );
}
