import { connect, type Socket } from "node:net";
import { createTransport } from "nodemailer";
import { checkHost, guardedLookup, type Resolve } from "#lib/platform/outgoing-address.ts";
import { answerText, failureText, tookTooLong } from "#lib/providers/channels/answer-text.ts";
import { type Channel, type ChannelMessage, deadlineMs, type EmailTarget, type Sent } from "../port.ts";

interface EmailOptions {
  resolve?: Resolve;
  /** Certificates of the authority that signed the server's own, in the place of the system's. */
  authority?: string;
}

/**
 * One message by SMTP, to all its recipients in the envelope alone: nobody reads who else had it. Recipients that the
 * server refuses for now (greylisting) are given back to be tried again, without those that have it.
 */
export function openEmail(target: EmailTarget, options: EmailOptions): Channel {
  return {
    async send(message, signal) {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
      try {
        const socket = await openSocket(target, deadline, options.resolve);
        try {
          return await sendOver(socket, target, { message, signal: deadline, authority: options.authority });
        } finally {
          socket.destroy();
        }
      } catch (error) {
        const isLate = deadline.aborted;
        return isLate ? failed(tookTooLong) : outcomeOf(error, message, target);
      }
    },
  };
}

const failed = (answer: string, isFinal = false): Sent => ({ isSent: false, answer, left: [], isFinal });

/** A connection to an address that was checked at the moment it was looked up. */
function openSocket({ host, port, allowPrivate }: EmailTarget, signal: AbortSignal, resolve?: Resolve) {
  const rule = { allowPrivate, resolve };
  return new Promise<Socket>((answer, reject) => {
    checkHost(host, rule);
    const socket = connect({ host, port, lookup: guardedLookup(rule), signal });
    socket.once("error", reject);
    socket.once("connect", () => answer(socket));
  });
}

interface Sending {
  message: ChannelMessage;
  signal: AbortSignal;
  authority: string | undefined;
}

async function sendOver(
  connection: Socket,
  target: EmailTarget,
  { message, signal, authority }: Sending,
): Promise<Sent> {
  const { host, port, tls, user, password, from } = target;
  const { recipients, subject, text, html, deliveryId } = message;
  const transport = createTransport({
    host,
    port,
    secure: tls === "tls",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    tls: { servername: host, ...(authority ? { ca: authority } : {}) },
    ...(user && password ? { auth: { user, pass: password.reveal() } } : {}),
    getSocket: (_options, give) => give(null, { connection }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const info = await transport.sendMail({
    from: { name: "Lockkeeper", address: from },
    to: recipients.length === 1 ? recipients[0] : from,
    envelope: { from, to: [...recipients] },
    // The same delivery has the same id however often it is sent: mailboxes show it once.
    messageId: `<${deliveryId}@lockkeeper>`,
    subject,
    text,
    html,
    headers: { "auto-submitted": "auto-generated", "x-lockkeeper-delivery": deliveryId },
    signal,
  });
  const left = deferredOf(info.rejectedErrors);
  const refused = info.rejected.length === 0 ? "" : ` It refused ${info.rejected.length} of them.`;
  const answer = answerText(info.response, [password?.reveal() ?? null]) + refused;
  return { isSent: left.length === 0, answer, left, isFinal: false };
}

interface Refusal {
  recipient?: string | undefined;
  responseCode?: number | undefined;
}

/** Recipients that the server may take later: it said 4xx of them. */
const deferredOf = (errors: readonly Refusal[] = []): string[] =>
  errors.flatMap(({ recipient, responseCode = 0 }) => (recipient && responseCode < 500 ? [recipient] : []));

/** What the server said where it took nothing; all refused for good is the end of it. */
function outcomeOf(error: unknown, { recipients }: ChannelMessage, { password }: EmailTarget): Sent {
  if (!(error instanceof Error)) return failed(failureText(error));
  const code = "code" in error ? error.code : undefined;
  const response = "response" in error && typeof error.response === "string" ? error.response : "";
  const said = answerText(response, [password?.reveal() ?? null]);
  if (!said) return failed(failureText(rootOf(error)));
  if (code !== "EENVELOPE" || !("rejectedErrors" in error) || !Array.isArray(error.rejectedErrors))
    return failed(said);
  const deferred = deferredOf(error.rejectedErrors);
  if (deferred.length === 0) return failed(said, true);
  return { ...failed(said), left: deferred.length < recipients.length ? deferred : [] };
}

/** nodemailer wraps what the socket or TLS said; its own code says less. */
const rootOf = (error: Error): unknown => (error.cause instanceof Error ? error.cause : error);
