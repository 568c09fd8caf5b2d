import { randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLength = 14;

let lastMs = 0;
let countInMs = 0;

/**
 * A message id of OpenCode's own form: it orders messages by id, so an id from elsewhere would confuse its loop.
 * `msg_`, twelve hex digits of (milliseconds × 4096 + counter) modulo 2^48, fourteen random characters.
 */
export function createMessageId(nowMs: number = Date.now()): string {
  countInMs = nowMs === lastMs ? countInMs + 1 : 1;
  lastMs = nowMs;
  const ordered = BigInt.asUintN(48, BigInt(nowMs) * 4096n + BigInt(countInMs));
  const random = [...randomBytes(randomLength)].map((byte) => alphabet[byte % alphabet.length]).join("");
  return `msg_${ordered.toString(16).padStart(12, "0")}${random}`;
}
