import { secret } from "#lib/kernel/secret.ts";
import { openSecret } from "#lib/modules/notifications/channel-secret.ts";
import { settingsOf } from "#lib/modules/notifications/channel-view.ts";
import type { ChannelRow } from "#lib/modules/notifications/store.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import type { ChannelTarget } from "#lib/providers/channels/port.ts";

/** A channel as its driver takes it, with its secret opened; it stays on the server. */
export function channelTarget(masterKey: MasterKey, row: ChannelRow): ChannelTarget {
  const { kind, settings } = settingsOf(row);
  const opened = openSecret(masterKey, row);
  if (kind === "webhook") {
    if (opened === null) throw new Error(`The channel ${row.id} has no signing secret.`);
    return { kind, ...settings, secret: secret(opened) };
  }
  return { kind, ...settings, password: opened === null ? null : secret(opened) };
}
