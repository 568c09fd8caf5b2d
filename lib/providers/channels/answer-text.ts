import { refusedCode } from "#lib/platform/outgoing-address.ts";
import { deadlineMs } from "#lib/providers/channels/port.ts";

const charactersMax = 500;

/** What somebody else wrote, for our log: one line, not long, and without our own secrets should it repeat them. */
export function answerText(text: string, secrets: readonly (string | null)[] = []): string {
  let shown = text;
  for (const secret of secrets) if (secret) shown = shown.replaceAll(secret, "[secret]");
  const line = shown.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length > charactersMax ? `${line.slice(0, charactersMax - 1)}…` : line;
}

const reasons: Record<string, string> = {
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name could not be looked up",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "it closed the connection",
  EPIPE: "it closed the connection",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate cannot be verified",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

export const tookTooLong = `It did not answer within ${deadlineMs / 1000} s.`;

/** Why nothing was answered, as a sentence. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return "It could not be reached.";
  if (error.name === "TimeoutError") return tookTooLong;
  const code = "code" in error ? String(error.code) : "";
  if (code === refusedCode) return `It was not called: ${error.message}`;
  return answerText(`It could not be reached: ${reasons[code] ?? error.message}`);
}
