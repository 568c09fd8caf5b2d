import { type KeyKind, type KeyScope, type KeyView, keyKinds } from "#lib/modules/keys/schema.ts";

export const kindWords: Record<KeyKind, { label: string; hint: string }> = {
  cli: { label: "Command line", hint: "For your own terminal and scripts. It acts as you do." },
  agent: {
    label: "Agent",
    hint: "For a coding agent. What it asks for at level MEDIUM or above, a person confirms.",
  },
  service: {
    label: "Service",
    hint: "For another program, such as a build server. It may not do what is left to people.",
  },
};

export const kindOf = (value: string): KeyKind => keyKinds.find((kind) => kind === value) ?? "cli";

export const scopeWords: Record<KeyScope, { label: string; hint: string }> = {
  read: { label: "Read", hint: "See what you see. Every key may." },
  write: { label: "Write", hint: "Ask for changes, by the same rules as you." },
  confirm: {
    label: "Confirm",
    hint: "Confirm at level MEDIUM from the command line, and invite people. Higher levels need you in the browser.",
  },
};

export const stateWords: Record<KeyView["state"], string> = {
  active: "Active",
  expired: "Expired",
  revoked: "Revoked",
};

export const expiries = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "never", label: "Never" },
  { value: "date", label: "On a date…" },
] as const;
export type Expiry = (typeof expiries)[number]["value"];

const dayMs = 86_400_000;

/** When a key ends that is made now: a time, undefined for never, null where the date is still to be chosen. */
export function expiryOf(expiry: Expiry, date: string, nowMs: number): string | undefined | null {
  if (expiry === "never") return undefined;
  if (expiry !== "date") return new Date(nowMs + Number(expiry) * dayMs).toISOString();
  // The whole day counts, where the person is.
  const end = new Date(`${date}T23:59:59`);
  return Number.isNaN(end.getTime()) ? null : end.toISOString();
}
