import type { Secret } from "#lib/kernel/secret.ts";

/**
 * A way out of the dashboard. A driver sends one message by its deadline and says what the other side answered; it never
 * throws for what the other side does. It may be asked to send the same message again, and the other side can tell:
 * each carries its delivery's id.
 */
export interface Channel {
  send(message: ChannelMessage, signal: AbortSignal): Promise<Sent>;
}

export type ChannelTarget = WebhookTarget | EmailTarget;

export interface WebhookTarget {
  kind: "webhook";
  url: string;
  /** What each message is signed with. */
  secret: Secret;
  /** Whether this machine and its networks may be reached. */
  allowPrivate: boolean;
}

export interface EmailTarget {
  kind: "email";
  host: string;
  port: number;
  /** TLS from the first byte, or by STARTTLS, which must succeed; or none at all. */
  tls: "tls" | "starttls" | "none";
  user: string | null;
  password: Secret | null;
  from: string;
  allowPrivate: boolean;
}

export interface ChannelMessage {
  deliveryId: string;
  /** What it tells of: `operation.held`. */
  event: string;
  /** JSON, for programs. */
  body: string;
  subject: string;
  text: string;
  html: string;
  /** Mail addresses; a webhook has none. */
  recipients: readonly string[];
}

export interface Sent {
  isSent: boolean;
  /** What the other side answered, or why it could not be reached: at most 500 characters, for people. */
  answer: string;
  /** Recipients that may take it later, where others have it. */
  left: readonly string[];
  /** True where trying again would change nothing. */
  isFinal: boolean;
}

export const deadlineMs = 10_000;
