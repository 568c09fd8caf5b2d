"use client";

import { useQuery } from "@tanstack/react-query";
import { BellRing, Plus } from "lucide-react";
import { useState } from "react";
import { ChannelCard } from "#components/notifications/channel-card.tsx";
import { ChannelDialog } from "#components/notifications/channel-dialog.tsx";
import { DeliveryLog } from "#components/notifications/delivery-log.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { channelQueries } from "#lib/modules/notifications/queries.ts";
import type { ChannelView } from "#lib/modules/notifications/schema.ts";

interface ChannelsViewProps {
  isAdmin: boolean;
  /** Who alone lets a channel lead to a private network. */
  isOwner: boolean;
}

/** How people are told of what waits: the bell for everybody, and the ways out of the dashboard for admins. */
export function ChannelsView({ isAdmin, isOwner }: ChannelsViewProps) {
  return (
    <PageBody>
      {isAdmin ? (
        <Channels isOwner={isOwner} />
      ) : (
        <>
          <PageHeader
            title="Notifications"
            description="The bell at the top tells you of what waits for you and how it ended."
          />
          <Card className="max-w-2xl">
            <EmptyView icon={BellRing} title="Channels are up to the administrators">
              By e-mail or a webhook you are told where an administrator has set that up.
            </EmptyView>
          </Card>
        </>
      )}
    </PageBody>
  );
}

function Channels({ isOwner }: { isOwner: boolean }) {
  const channels = useQuery(channelQueries.list());
  const [dialog, setDialog] = useState<{ channel: ChannelView | null } | null>(null);
  const [logOf, setLogOf] = useState<ChannelView | null>(null);
  const rows = channels.data ?? [];
  const add = (
    <Button variant="primary" onClick={() => setDialog({ channel: null })}>
      <Plus />
      Add a channel
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Notifications"
        description="The bell tells everybody of what waits for them. A channel tells it outside of the dashboard too, with a link; nothing is ever confirmed by one."
        actions={rows.length > 0 && add}
        className="max-w-3xl"
      />
      <div className="grid max-w-3xl gap-3">
        {channels.isPending && (
          <Card>
            <LoadingRows label="The channels are loading" rows={2} rowClassName="h-16" />
          </Card>
        )}
        {channels.isError && rows.length === 0 && (
          <ErrorView
            title="The channels could not be loaded"
            error={channels.error}
            onRetry={channels.refetch}
          />
        )}
        {channels.isSuccess && rows.length === 0 && (
          <Card>
            <EmptyView icon={BellRing} title="No channels yet" actions={add}>
              Be told by e-mail, or let a webhook pass it on to your chat.
            </EmptyView>
          </Card>
        )}
        {rows.map((channel) => (
          <ChannelCard
            key={channel.id}
            channel={channel}
            onEdit={() => setDialog({ channel })}
            onLog={() => setLogOf(channel)}
          />
        ))}
      </div>
      {dialog && <ChannelDialog channel={dialog.channel} isOwner={isOwner} onClose={() => setDialog(null)} />}
      {logOf && <DeliveryLog channel={logOf} onClose={() => setLogOf(null)} />}
    </>
  );
}
