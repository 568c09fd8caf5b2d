import { newId } from "#lib/kernel/ids.ts";
import { channelTarget, noServer } from "#lib/modules/notifications/channel-target.ts";
import { messageOf, outgoingNotice } from "#lib/modules/notifications/message.ts";
import { countAttempt, insertDeliveries, listMailAddresses } from "#lib/modules/notifications/store.ts";
import { tryChannel } from "#lib/modules/notifications/try-channel.ts";
import { handler } from "#lib/operations/handler.ts";
import { findOperation } from "#lib/operations/store.ts";
import { publish } from "#lib/platform/db/transact.ts";
import { addressForLinks } from "#lib/platform/public-address.ts";
import { openChannel } from "#lib/providers/channels/registry.ts";

/** To the channel's fixed addresses; where it has none, to whoever tests it. */
export const runTryChannel = handler(
  tryChannel,
  async ({ facts, actor, operationId, platform, signal, step, close }) => {
    const { row, channel } = facts;
    const { orm } = platform.database;
    const operation = await findOperation(orm, operationId);
    if (!operation) throw new Error("The operation that tests a channel is gone.");
    const address = await addressForLinks(platform.environment);
    const id = newId();
    const notice = outgoingNotice(operation, { id, event: "test", at: new Date(), address });
    const own = actor.userId ? await listMailAddresses(orm, [actor.userId]) : [];
    const fixed = channel.kind === "email" ? channel.settings.recipients : [];
    const recipients = fixed ?? own.map(({ email }) => email);
    const sent = await step("Send the message", async () => {
      const beginMs = performance.now();
      const target = await channelTarget(platform, row);
      const message = messageOf(notice, recipients);
      const { isSent, answer } = target ? await openChannel(target).send(message, signal) : noServer;
      return { isSent, answer, durationMs: Math.round(performance.now() - beginMs) };
    });
    await close(async (tx) => {
      const state = sent.isSent ? ("sent" as const) : ("failed" as const);
      const payload = { notice, people: fixed === null && actor.userId ? [actor.userId] : null };
      const ended = { state, attempt: 1, answer: sent.answer, endedAt: new Date() };
      await insertDeliveries(tx, [{ id, channelId: row.id, kind: "test", operationId, payload, ...ended }]);
      await countAttempt(tx, row.id, sent.isSent);
      publish(tx, { topic: "channels", name: "channel.tested", subjectId: row.id, projectId: null });
      return sent;
    });
  },
);
