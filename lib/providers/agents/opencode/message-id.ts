import { randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLength = 14;
const orderDigits = 12;

/**
 * The id of the next prompt, in OpenCode's own form: `msg_`, twelve hex digits of (milliseconds × 4096 + counter) modulo 2^48,
 * fourteen random characters. OpenCode orders messages by id, and an id that sorts behind its own answer makes it answer for ever;
 * so the id follows from what its clock wrote last (`updatedAtMs`, `lastMessageId`), never from ours.
 */
export function nextMessageId(facts: { updatedAtMs: number; lastMessageId: string | null }): string {
  const updated = BigInt.asUintN(orderDigits * 4, BigInt(facts.updatedAtMs) * 4096n);
  const last = orderOf(facts.lastMessageId);
  const order = (last > updated ? last : updated) + 1n;
  const random = [...randomBytes(randomLength)].map((byte) => alphabet[byte % alphabet.length]).join("");
  return `msg_${order.toString(16).padStart(orderDigits, "0")}${random}`;
}

function orderOf(messageId: string | null): bigint {
  const digits = /^msg_([0-9a-f]{12})/.exec(messageId ?? "")?.[1];
  return digits === undefined ? 0n : BigInt(`0x${digits}`);
}
