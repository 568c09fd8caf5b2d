import { newId } from "#lib/kernel/ids.ts";
import { settingsOf } from "#lib/modules/notifications/channel-view.ts";
import { outgoingNotice } from "#lib/modules/notifications/message.ts";
import { goesOut, type Telling } from "#lib/modules/notifications/rules.ts";
import { type ChannelRow, insertDeliveries, listChannelRows } from "#lib/modules/notifications/store.ts";
import type { OperationRow } from "#lib/operations/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";
import type { EventRow } from "#lib/platform/events/hub.ts";

interface Told {
  event: EventRow;
  operation: OperationRow;
  tellings: readonly Telling[];
  address: string;
}

/** One message to each channel, in the transaction that tells people; they are sent after it. */
export async function enqueueDeliveries(tx: Tx, told: Told): Promise<void> {
  if (!goesOut(told.operation.level, told.tellings)) return;
  const channels = (await listChannelRows(tx)).filter(({ isEnabled }) => isEnabled);
  const rows = channels.flatMap((channel) => deliveryFor(channel, told) ?? []);
  await insertDeliveries(tx, rows);
  for (const { channelId } of rows) {
    publish(tx, { topic: "channels", name: "delivery.queued", subjectId: channelId, projectId: null });
  }
}

function deliveryFor(channel: ChannelRow, { event, operation, tellings, address }: Told) {
  const people = peopleFor(channel, tellings);
  if (people?.length === 0) return null;
  const id = newId();
  const notice = outgoingNotice(operation, { id, event: event.name, at: event.at, address });
  return {
    id,
    channelId: channel.id,
    eventId: event.id,
    kind: event.name,
    operationId: operation.id,
    payload: { notice, people },
    state: "pending" as const,
  };
}

/** Whom a mail is for; null where the channel itself says where everything goes. */
function peopleFor(row: ChannelRow, tellings: readonly Telling[]): string[] | null {
  const channel = settingsOf(row);
  if (channel.kind === "webhook" || channel.settings.recipients !== null) return null;
  return tellings.filter(({ isKnown }) => !isKnown).map(({ personId }) => personId);
}
