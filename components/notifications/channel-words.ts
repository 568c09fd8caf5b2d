import type { Status } from "#components/shared/status-dot.tsx";
import type { ChannelView, DeliveryView } from "#lib/modules/notifications/schema.ts";

export const kindWords = { webhook: "Webhook", email: "E-mail" } as const;

/** Where a channel leads, in a line. */
export function placeOf(channel: ChannelView): string {
  if (channel.kind === "webhook") return channel.url;
  const whom =
    channel.recipients === null ? "the people each notice concerns" : channel.recipients.join(", ");
  const server = channel.host === null ? "The installation's mail server" : `${channel.host}:${channel.port}`;
  return `${server} to ${whom}`;
}

/** How a channel is, as a dot and its word. */
export function stateOf({ isEnabled, health, failedInRow }: ChannelView): { status: Status; word: string } {
  if (!isEnabled) return { status: "stopped", word: "Off" };
  switch (health) {
    case "unused":
      return { status: "unknown", word: "Nothing sent yet" };
    case "working":
      return { status: "healthy", word: "Works" };
    case "troubled":
      return {
        status: "waiting",
        word: `${failedInRow} ${failedInRow === 1 ? "attempt" : "attempts"} failed`,
      };
    case "failing":
      return { status: "failed", word: `Failing: ${failedInRow} attempts in a row` };
  }
}

const dots: Record<DeliveryView["state"], Status> = { pending: "waiting", sent: "healthy", failed: "failed" };
export const dotOf = ({ state }: DeliveryView): Status => dots[state];

/** "Sent", "Failed after 7 attempts", "Waits for attempt 3". */
export function wordOfDelivery({ state, attempt }: DeliveryView): string {
  if (state === "sent") return attempt > 1 ? `Sent at attempt ${attempt}` : "Sent";
  if (state === "failed") return attempt > 1 ? `Failed after ${attempt} attempts` : "Failed";
  return attempt === 0 ? "About to be sent" : `Waits for attempt ${attempt + 1}`;
}
