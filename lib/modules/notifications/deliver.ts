import { z } from "zod";
import { attemptsMax, waitAfter } from "#lib/modules/notifications/channel-rules.ts";
import { channelTarget, noServer } from "#lib/modules/notifications/channel-target.ts";
import { settingsOf } from "#lib/modules/notifications/channel-view.ts";
import { messageOf } from "#lib/modules/notifications/message.ts";
import { OutgoingNotice } from "#lib/modules/notifications/schema.ts";
import {
  type ChannelRow,
  claimDelivery,
  countAttempt,
  type DeliveryRow,
  endAttempt,
  listMailAddresses,
  listReaders,
} from "#lib/modules/notifications/store.ts";
import { findOperation } from "#lib/operations/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Sent } from "#lib/providers/channels/port.ts";
import { openChannel } from "#lib/providers/channels/registry.ts";

const Payload = z.object({
  notice: OutgoingNotice,
  /** The people it is for; null where the channel says where everything goes. */
  people: z.array(z.string()).nullable(),
  /** Who of its addresses does not have it yet; missing before the first attempt. */
  left: z.array(z.string()).optional(),
});
type Payload = z.infer<typeof Payload>;

/**
 * Sends one message that is due, if there is one: true then. It is claimed for a minute before it is sent; who dies
 * meanwhile leaves it to be sent again, so that it arrives at least once.
 */
export async function deliverNext(
  platform: Platform,
  signal: AbortSignal,
  open: typeof openChannel = openChannel,
): Promise<boolean> {
  const claimed = await transact(platform.database, (tx) => claimDelivery(tx));
  if (!claimed) return false;
  const { delivery, channel } = claimed;
  if (delivery.attempt > attemptsMax) {
    await finish(platform, delivery, { ...notSent, answer: "It was given up.", isFinal: true });
    return true;
  }
  const payload = Payload.parse(delivery.payload);
  const recipients = await recipientsOf(platform.database.orm, channel, delivery, payload);
  if (recipients?.length === 0) {
    const answer = "Nobody it was for may see it any more.";
    await finish(platform, delivery, { ...notSent, answer, isFinal: true }, { isCounted: false });
    return true;
  }
  const message = messageOf(payload.notice, recipients ?? []);
  const target = await channelTarget(platform, channel);
  const sent = target ? await open(target).send(message, signal) : noServer;
  // Who is asked to stop has not found out whether it arrives: the claim runs out, and it is sent again.
  if (!signal.aborted) await finish(platform, delivery, sent);
  return true;
}

const notSent: Sent = { isSent: false, answer: "", left: [], isFinal: false };

/** The addresses that do not have it yet, of those who may still see what it tells; null for a webhook. */
async function recipientsOf(
  tx: Tx,
  channel: ChannelRow,
  { operationId }: DeliveryRow,
  { people, left }: Payload,
): Promise<string[] | null> {
  const { kind, settings } = settingsOf(channel);
  if (kind === "webhook") return null;
  const addresses = people ? await addressesOf(tx, operationId, people) : (settings.recipients ?? []);
  return left ? addresses.filter((address) => left.includes(address)) : addresses;
}

async function addressesOf(tx: Tx, operationId: string | null, people: readonly string[]): Promise<string[]> {
  const operation = operationId ? await findOperation(tx, operationId) : null;
  if (!operation) return [];
  const readers = new Set((await listReaders(tx, operation)).map(({ id }) => id));
  const found = await listMailAddresses(
    tx,
    people.filter((id) => readers.has(id)),
  );
  return found.map(({ email }) => email);
}

/** Writes how it ended, and when it is tried again; nothing where another one has it by now. */
async function finish(
  platform: Platform,
  delivery: DeliveryRow,
  { isSent, answer, left, isFinal }: Sent,
  { isCounted = true }: { isCounted?: boolean } = {},
): Promise<void> {
  const waitMs = isSent || isFinal ? null : waitAfter(delivery.attempt);
  const state = isSent ? "sent" : waitMs === null ? "failed" : "pending";
  const payload = left.length > 0 ? { ...delivery.payload, left } : delivery.payload;
  await transact(platform.database, async (tx) => {
    if (!(await endAttempt(tx, delivery, { state, answer, waitMs, payload }))) return;
    if (isCounted) await countAttempt(tx, delivery.channelId, isSent);
    publish(tx, {
      topic: "channels",
      name: `delivery.${isSent ? "sent" : "failed"}`,
      subjectId: delivery.channelId,
      projectId: null,
    });
  });
}
