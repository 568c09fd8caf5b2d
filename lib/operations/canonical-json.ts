import { createHash } from "node:crypto";

/** JSON with sorted keys, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** SHA-256, in hex, of a value's canonical JSON. */
export const hashOf = (value: unknown): string =>
  createHash("sha256")
    .update(canonicalJson(value) ?? "")
    .digest("hex");
