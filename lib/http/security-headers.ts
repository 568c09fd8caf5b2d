import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Next reads the nonce for its own scripts from this header of the request; a client's own is replaced. */
const policyHeader = "content-security-policy";

/** What is no page runs nothing, loads nothing and stands in no frame; pages and files say otherwise themselves. */
const closedPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// Passkeys are ours to ask for; nothing here needs anything else of the machine.
const permissions = [
  "accelerometer=()",
  "autoplay=()",
  "bluetooth=()",
  "camera=()",
  "display-capture=()",
  "geolocation=()",
  "gyroscope=()",
  "hid=()",
  "magnetometer=()",
  "microphone=()",
  "midi=()",
  "payment=()",
  "publickey-credentials-create=(self)",
  "publickey-credentials-get=(self)",
  "serial=()",
  "usb=()",
].join(", ");

/** The name alone: what stands beside it under the same domain is not ours to speak for. */
const strictTransport = "max-age=31536000";

/**
 * Headers for every answer, whatever comes of it: nothing is run, framed, guessed at or read by other sites. Over https
 * the browser is told to come by no other way for a year.
 */
export const commonHeaders = ({ isSecure }: { isSecure: boolean }): Record<string, string> => ({
  [policyHeader]: closedPolicy,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": permissions,
  ...(isSecure ? { "strict-transport-security": strictTransport } : {}),
});

export function secureAnswer(response: ServerResponse, { isSecure }: { isSecure: boolean }): void {
  for (const [name, value] of Object.entries(commonHeaders({ isSecure }))) response.setHeader(name, value);
}

const tokenPages = /^\/(?:setup|sign-in|invitation)(?:[/?]|$)/;

/**
 * A page's own policy, with a fresh nonce for its scripts (styles of the editor and the dialogs are inline).
 * `isDevelopment` allows hot reload.
 */
export function securePage(
  request: IncomingMessage,
  response: ServerResponse,
  { isDevelopment }: { isDevelopment: boolean },
): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    // Sockets of this very server too, by the third level of the policy's standard.
    "connect-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
  request.headers[policyHeader] = policy;
  request.headers["x-nonce"] = nonce;
  response.setHeader(policyHeader, policy);
  // Their addresses hold the token of a link.
  if (tokenPages.test(request.url ?? "")) response.setHeader("referrer-policy", "no-referrer");
}
