import { secret } from "#lib/kernel/secret.ts";
import { mailServer } from "#lib/modules/mail/mail-server.ts";
import { isHostAllowed } from "#lib/modules/notifications/channel-facts.ts";
import { openSecret } from "#lib/modules/notifications/channel-secret.ts";
import { settingsOf } from "#lib/modules/notifications/channel-view.ts";
import type { ChannelRow } from "#lib/modules/notifications/store.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { ChannelTarget, Sent } from "#lib/providers/channels/port.ts";

/** What is answered for a channel over the installation's mail server while there is none. */
export const noServer: Sent = {
  isSent: false,
  answer: "No mail server is set up. An administrator does that in the settings, under Mail.",
  left: [],
  isFinal: false,
};

/** A channel as its driver takes it, with its secret opened; it stays on the server. Null: there is no mail server. */
export async function channelTarget(platform: Platform, row: ChannelRow): Promise<ChannelTarget | null> {
  const channel = settingsOf(row);
  const opened = openSecret(platform.masterKey, row);
  const isAllowed = await isHostAllowed(platform.database.orm, channel);
  const allowPrivate = channel.settings.allowPrivate || isAllowed;
  if (channel.kind === "webhook") {
    if (opened === null) throw new Error(`The channel ${row.id} has no signing secret.`);
    return { kind: channel.kind, url: channel.settings.url, allowPrivate, secret: secret(opened) };
  }
  const { host, port, tls, user, from } = channel.settings;
  if (host === null || from === null) return mailServer(platform);
  const password = opened === null ? null : secret(opened);
  return { kind: channel.kind, host, port, tls, user, from, allowPrivate, password };
}
