import { labelOfCommand } from "#lib/kernel/command-words.ts";
import { type ChannelSettings, healthOf } from "#lib/modules/notifications/channel-rules.ts";
import {
  type ChannelView,
  type DeliveryView,
  EmailSettings,
  OutgoingNotice,
  WebhookSettings,
} from "#lib/modules/notifications/schema.ts";
import { type ChannelRow, type DeliveryRow, lastDeliveries } from "#lib/modules/notifications/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** A channel's settings by its kind, as they were written. */
export function settingsOf({ kind, settings }: Pick<ChannelRow, "kind" | "settings">): ChannelSettings {
  return kind === "webhook"
    ? { kind, settings: WebhookSettings.parse(settings) }
    : { kind, settings: EmailSettings.parse(settings) };
}

/** Channels as an admin reads them: never their secrets. */
export async function channelViews(tx: Tx, rows: readonly ChannelRow[]): Promise<ChannelView[]> {
  const last = await lastDeliveries(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const { id, name, isEnabled, failedInRow, createdAt } = row;
    const delivered = last.get(id);
    const base = {
      id,
      name,
      isEnabled,
      failedInRow,
      health: healthOf({ failedInRow, hasDelivered: delivered?.hasDelivered === true }),
      lastDelivery: delivered ? deliveryView(delivered.last) : null,
      createdAt: createdAt.toISOString(),
    };
    const channel = settingsOf(row);
    return channel.kind === "webhook"
      ? { kind: channel.kind, ...base, ...channel.settings }
      : { kind: channel.kind, ...base, ...channel.settings, isPasswordSet: row.sealedSecret !== null };
  });
}

export async function channelView(tx: Tx, row: ChannelRow): Promise<ChannelView> {
  const [view] = await channelViews(tx, [row]);
  if (!view) throw new Error("One channel was given and none described.");
  return view;
}

export function deliveryView(row: DeliveryRow): DeliveryView {
  const notice = OutgoingNotice.safeParse(row.payload.notice).data;
  return {
    id: row.id,
    kind: row.kind,
    operationId: row.operationId,
    title: notice ? titleOf(notice) : "Test message",
    state: row.state,
    attempt: row.attempt,
    answer: row.answer,
    nextAttemptAt: row.state === "pending" ? row.nextAttemptAt.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

export const titleOf = ({ operation }: OutgoingNotice): string =>
  `${labelOfCommand(operation.command)} ${operation.target.name}`;
