import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Resolve } from "#lib/platform/outgoing-address.ts";
import { answerText, failureText, tookTooLong } from "#lib/providers/channels/answer-text.ts";
import { sendRequest } from "#lib/providers/send-request.ts";
import { type Channel, type ChannelMessage, deadlineMs, type Sent, type WebhookTarget } from "../port.ts";

const answerBytesMax = 4096;

/**
 * POSTs the JSON with `X-Lockkeeper-Signature: t=<unix seconds>,v1=<hex>`, an HMAC-SHA-256 over `<t>.<body>`. Any 2xx
 * is taken as received; a redirect is not followed, for the signature would go to where nobody said.
 */
export function openWebhook(target: WebhookTarget, { resolve }: { resolve?: Resolve }): Channel {
  return {
    async send(message, signal) {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
      const signature = signatureOf(message.body, target, Math.floor(Date.now() / 1000));
      try {
        const response = await post(target, message, { signature, signal: deadline, resolve });
        const status = response.statusCode ?? 0;
        const said = await readStart(response);
        const shown = answerText(said, [target.secret.reveal(), signature]);
        return ended(status >= 200 && status < 300, `${status}${shown ? ` ${shown}` : ""}`.slice(0, 500));
      } catch (error) {
        return ended(false, deadline.aborted ? tookTooLong : failureText(error));
      }
    },
  };
}

const ended = (isSent: boolean, answer: string): Sent => ({ isSent, answer, left: [], isFinal: false });

export function signatureOf(
  body: string,
  { secret }: Pick<WebhookTarget, "secret">,
  seconds: number,
): string {
  const code = createHmac("sha256", secret.reveal()).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${code}`;
}

interface Posting {
  signature: string;
  signal: AbortSignal;
  resolve: Resolve | undefined;
}

function post(
  { url, allowPrivate }: WebhookTarget,
  { body, event, deliveryId }: ChannelMessage,
  { signature, signal, resolve }: Posting,
): Promise<IncomingMessage> {
  return sendRequest({
    url: new URL(url),
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-lockkeeper-event": event,
      "x-lockkeeper-delivery": deliveryId,
      "x-lockkeeper-signature": signature,
    },
    body,
    rule: { allowPrivate, resolve },
    signal,
  });
}

/** The first 4 KiB of an answer; the rest is not waited for. */
async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= answerBytesMax) break;
  }
  response.destroy();
  return Buffer.concat(chunks).subarray(0, answerBytesMax).toString("utf8");
}
