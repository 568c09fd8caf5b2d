import type { Change } from "./answer.ts";

/** `Role: Member → Admin`; what was not there before has no arrow. */
export const wordsOfChange = ({ what, from, to }: Change): string =>
  from === null ? `${what}: ${to}` : `${what}: ${from} → ${to}`;

/** A value as people read it who agree to it. */
export function wordsOfValue(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(wordsOfValue).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Of a thing's parts those that become something else; `before` is null of a thing that is new. */
export function changesBetween(
  before: Readonly<Record<string, unknown>> | null,
  after: Readonly<Record<string, unknown>>,
): Change[] {
  const changes = Object.entries(after).map(([what, value]) => ({
    what,
    from: before && wordsOfValue(before[what]),
    to: wordsOfValue(value),
  }));
  return changes.filter(({ from, to }) => (from === null ? to !== "none" : from !== to));
}

export const roleNames = { owner: "Owner", admin: "Admin", member: "Member" } as const;
