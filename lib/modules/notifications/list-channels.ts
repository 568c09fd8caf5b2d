import { z } from "zod";
import { channelViews } from "#lib/modules/notifications/channel-view.ts";
import { ChannelPage } from "#lib/modules/notifications/schema.ts";
import { listChannelRows } from "#lib/modules/notifications/store.ts";
import { query } from "#lib/operations/query.ts";

export const listChannels = query({
  name: "channel.list",
  http: "GET /api/channels",
  summary: "List the channels that notices go out by",
  who: "admin",
  input: z.object({}),
  output: ChannelPage,
  async read({ tx }) {
    return { items: await channelViews(tx, await listChannelRows(tx)), nextCursor: null };
  },
});
