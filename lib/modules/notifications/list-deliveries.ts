import { notFound } from "#lib/kernel/errors.ts";
import { deliveryView } from "#lib/modules/notifications/channel-view.ts";
import { DeliveryPage, ListDeliveriesInput } from "#lib/modules/notifications/schema.ts";
import { findChannel, listDeliveryRows } from "#lib/modules/notifications/store.ts";
import { query } from "#lib/operations/query.ts";

export const listDeliveries = query({
  name: "delivery.list",
  http: "GET /api/channels/:channelId/deliveries",
  summary: "List what went out by a channel in the last 30 days, and how it ended",
  who: "admin",
  input: ListDeliveriesInput,
  output: DeliveryPage,
  async read({ tx, input: { channelId, cursor, limit } }) {
    if (!(await findChannel(tx, channelId))) throw notFound("channel");
    const rows = await listDeliveryRows(tx, { channelId, cursor, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return {
      items: page.map(deliveryView),
      nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  },
});
