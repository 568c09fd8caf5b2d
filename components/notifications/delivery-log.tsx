"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { dotOf, wordOfDelivery } from "#components/notifications/channel-words.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { Countdown, RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { channelQueries } from "#lib/modules/notifications/queries.ts";
import type { ChannelView, DeliveryView } from "#lib/modules/notifications/schema.ts";

interface DeliveryLogProps {
  channel: ChannelView;
  onClose: () => void;
}

/** What went out by a channel in the last 30 days, what was answered, and what is tried again. */
export function DeliveryLog({ channel, onClose }: DeliveryLogProps) {
  const log = useInfiniteQuery(channelQueries.deliveries(channel.id));
  const rows = log.data ?? [];
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle className="[overflow-wrap:anywhere]">Log of {channel.name}</DialogTitle>
          <DialogDescription>What went out in the last 30 days, newest first.</DialogDescription>
        </DialogHeader>
        <div className="mt-3 max-h-[60dvh] overflow-y-auto border-y">
          {log.isPending && <LoadingRows label="The log is loading" rows={4} rowClassName="h-14" />}
          {log.isError && rows.length === 0 && (
            <ErrorView title="The log could not be loaded" error={log.error} onRetry={log.refetch} />
          )}
          {log.isSuccess && rows.length === 0 && (
            <EmptyView icon={Inbox} title="Nothing went out yet">
              The next thing that waits for somebody shows up here.
            </EmptyView>
          )}
          <ul className="divide-y">
            {rows.map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} />
            ))}
          </ul>
          {log.hasNextPage && <LoadMore isLoading={log.isFetchingNextPage} onLoadMore={log.fetchNextPage} />}
        </div>
        <DialogFooter>
          <Button onClick={onClose}>Close</Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function DeliveryRow({ delivery }: { delivery: DeliveryView }) {
  const { id: deliveryId, title, kind, state, answer, createdAt, nextAttemptAt } = delivery;
  const retry = useCommand<{ deliveryId: string }>({ name: "delivery.retry", label: "Send it again" });
  return (
    <li className="flex items-start gap-3 px-5 py-2.5">
      <div className="grid min-w-0 flex-1 gap-0.5">
        <p className="font-medium [overflow-wrap:anywhere]">{title}</p>
        <p className="flex flex-wrap items-center gap-x-2 text-muted-foreground text-xs">
          <StatusDot status={dotOf(delivery)}>{wordOfDelivery(delivery)}</StatusDot>
          {nextAttemptAt && (
            <span>
              in <Countdown until={nextAttemptAt} after="a moment" />
            </span>
          )}
          <code>{kind}</code>
          <RelativeTime at={createdAt} />
        </p>
        {answer && (
          <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">
            <span className="sr-only">Answer: </span>
            <code>{answer}</code>
          </p>
        )}
      </div>
      {state !== "pending" && (
        <Button
          size="sm"
          aria-label={`Send ${title} again`}
          isBusy={retry.isPending}
          onClick={() => void retry.run({ deliveryId })}
        >
          Send again
        </Button>
      )}
    </li>
  );
}
