import type { Resolve } from "#lib/platform/outgoing-address.ts";
import { openEmail } from "#lib/providers/channels/email/send.ts";
import type { Channel, ChannelTarget } from "#lib/providers/channels/port.ts";
import { openWebhook } from "#lib/providers/channels/webhook/send.ts";

interface OpenOptions {
  /** In the place of DNS. */
  resolve?: Resolve;
}

/** The driver for a target; it opens nothing before something is sent. */
export const openChannel = (target: ChannelTarget, options: OpenOptions = {}): Channel =>
  target.kind === "webhook" ? openWebhook(target, options) : openEmail(target, options);
