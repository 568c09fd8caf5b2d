"use client";

import { useQuery } from "@tanstack/react-query";
import { Bell } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useId, useState } from "react";
import { DesktopButton } from "#components/notifications/desktop-button.tsx";
import { RecentRow, WaitingRow } from "#components/notifications/notice-row.tsx";
import { useNews } from "#components/notifications/use-news.ts";
import { useTitleCount } from "#components/notifications/use-title-count.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { noticeQueries } from "#lib/modules/notifications/queries.ts";
import type { NoticePage, NoticeView, ReadNoticesInput } from "#lib/modules/notifications/schema.ts";

/** What waits for the one who is signed in, and what they were told, wherever they are. */
export function NoticeBell() {
  const [isOpen, setIsOpen] = useState(false);
  const pathname = usePathname();
  const notices = useQuery(noticeQueries.newest());
  const unread = notices.data?.unread ?? 0;
  useTitleCount(unread);
  useNews(notices.data, pathname);
  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger asChild>
        <Button
          variant="ghost"
          size="icon"
          className="relative"
          aria-label={unread > 0 ? `Notifications, ${unread} new` : "Notifications"}
        >
          <Bell />
          {unread > 0 && (
            <span
              aria-hidden="true"
              className="absolute -top-0.5 -right-0.5 max-md:top-0.5 max-md:right-0.5 min-w-4 rounded-full bg-attention px-1 text-center font-medium text-[10px] text-attention-foreground leading-4"
            >
              {unread > 99 ? "99+" : unread}
            </span>
          )}
        </Button>
      </PopoverTrigger>
      <PopoverContent
        align="end"
        aria-label="Notifications"
        collisionPadding={8}
        className="flex max-h-[min(560px,calc(100dvh-72px))] w-96 max-w-[calc(100vw-1rem)] flex-col p-0"
      >
        <NoticePanel notices={notices} close={() => setIsOpen(false)} />
      </PopoverContent>
    </Popover>
  );
}

interface NoticePanelProps {
  notices: ReturnType<typeof useQuery<NoticePage>>;
  close: () => void;
}

function NoticePanel({ notices: { data, isPending, isError, error, refetch }, close }: NoticePanelProps) {
  const read = useCommand<ReadNoticesInput>({ name: "notice.read", label: "Mark as read" });
  const open = (notice: NoticeView) => {
    close();
    if (notice.readAt === null) void read.run({ ids: [notice.id] });
  };
  return (
    <>
      <div className="flex h-11 flex-none items-center gap-2 border-b px-3">
        <h2 className="font-medium">Notifications</h2>
        {data !== undefined && data.unread > 0 && (
          <Button
            variant="ghost"
            size="xs"
            className="ml-auto"
            isBusy={read.isPending}
            onClick={() => void read.run({ all: true })}
          >
            Mark all as read
          </Button>
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-1.5">
        {isPending && <LoadingRows label="The notifications are loading" rows={3} />}
        {isError && !data && (
          <ErrorView title="The notifications could not be loaded" error={error} onRetry={refetch} />
        )}
        {data && <NoticeLists page={data} onOpen={open} />}
      </div>
      <div className="flex min-h-10 flex-none flex-wrap items-center gap-2 border-t px-3 py-1.5">
        <Link
          href="/settings/notifications"
          onClick={close}
          className="mr-auto text-primary-text text-xs hover:underline"
        >
          Settings
        </Link>
        <DesktopButton />
      </div>
    </>
  );
}

function NoticeLists({ page, onOpen }: { page: NoticePage; onOpen: (notice: NoticeView) => void }) {
  const waiting = new Set(page.waiting.map(({ id }) => id));
  const recent = page.items.filter(({ id }) => !waiting.has(id));
  return (
    <>
      <NoticeSection title="Waits for you" note={countOf(page.waiting.length, "operation")}>
        {page.waiting.map((notice) => (
          <li key={notice.id}>
            <WaitingRow notice={notice} onOpen={onOpen} />
          </li>
        ))}
      </NoticeSection>
      {page.waiting.length === 0 && (
        <p className="px-2.5 pb-2 text-muted-foreground text-xs">
          Nothing. What an agent or a colleague may not do without you shows up here.
        </p>
      )}
      {recent.length > 0 && (
        <NoticeSection title="Recent">
          {recent.map((notice) => (
            <li key={notice.id}>
              <RecentRow notice={notice} onOpen={onOpen} />
            </li>
          ))}
        </NoticeSection>
      )}
    </>
  );
}

interface NoticeSectionProps {
  title: string;
  note?: string;
  children: ReactNode;
}

function NoticeSection({ title, note, children }: NoticeSectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="flex px-2.5 pt-2 pb-1 font-medium text-2xs text-subtle-foreground" title={note}>
        {title}
      </h3>
      <ul>{children}</ul>
    </section>
  );
}
