import { z } from "zod";
import { requireAdmin } from "#lib/modules/notifications/channel-facts.ts";
import { channelViews } from "#lib/modules/notifications/channel-view.ts";
import { ChannelPage } from "#lib/modules/notifications/schema.ts";
import { listChannelRows } from "#lib/modules/notifications/store.ts";
import { query } from "#lib/operations/query.ts";

export const listChannels = query({
  name: "channel.list",
  http: "GET /api/channels",
  summary: "List the channels that notices go out by",
  input: z.object({}),
  output: ChannelPage,
  async read({ tx, actor }) {
    requireAdmin(actor);
    return { items: await channelViews(tx, await listChannelRows(tx)), nextCursor: null };
  },
});
