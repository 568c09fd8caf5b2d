import type { Channel } from "#lib/kernel/answer.ts";
import { labelOfCommand } from "#lib/kernel/command-words.ts";
import type { AuditEntry, ChainReport } from "#lib/modules/audit/schema.ts";

type Happening = (entry: AuditEntry, who: string) => string;

const askers = { person: null, key: "a key", agent: "an agent", system: "the system" } as const;

const whoOf = ({ actor }: AuditEntry): string => actor?.name ?? "Somebody";
const askerOf = (entry: AuditEntry): string => (entry.actor && askers[entry.actor.kind]) ?? whoOf(entry);
const byName = ({ details }: AuditEntry): string => (details.isNameTyped === true ? " by name" : "");

/** What happened to an operation, said of the operation. */
const ofOperations: Readonly<Record<string, Happening>> = {
  "operation.held": (entry) => `Held: ${entry.level?.toLowerCase() ?? "waits"}, asked by ${askerOf(entry)}`,
  "operation.denied": (entry) => `Denied, asked by ${askerOf(entry)}`,
  "operation.queued": () => "Allowed, waits for its work",
  "operation.running": () => "Its work began",
  "operation.succeeded": () => "Done",
  "operation.failed": (entry) => failureOf(entry) ?? "Failed",
  "operation.cancelled": (_, who) => `Cancelled by ${who}`,
  "operation.rejected": (_, who) => `${who} rejected it`,
  "operation.expired": () => "Lapsed, nobody answered in time",
  "operation.confirmed": (entry, who) => `${who} confirmed${byName(entry)}`,
  "operation.approved": (entry, who) => `${who} approved${byName(entry)}`,
  "operation.cooled": () => "Its cooldown is over",
  "operation.cooldown_skipped": (_, who) => `${who} skipped the cooldown`,
  "operation.cancel_asked": (_, who) => `${who} asked to stop it`,
  "operation.consents_lapsed": () => "What it rests on changed, its consents lapsed",
};

/** What happened without an operation. */
const others: Readonly<Record<string, string>> = {
  "setup.completed": "Set Lockkeeper up",
  "setup.refused": "A setup link was refused",
  "sign_in.completed": "Signed in",
  "sign_in.refused": "A sign-in was refused",
  "sign_in.repeated": "Signed in again",
  "sign_in_link.created": "A sign-in link was made",
  "session.ended": "Signed out",
  "session.reused": "An old session cookie was used; the session was ended",
  "terminal.attached": "Looked into terminal",
  "installation.restored": "The installation was restored from a backup",
  "installation-backup.downloaded": "Downloaded a backup",
  "audit.anchored": "The chain got a new anchor",
  "audit.broken": "The chain was found broken",
};

/** The events that a list can be narrowed to, as people call them. */
export const eventChoices: readonly { value: string; label: string }[] = [
  { value: "operation.held", label: "Held" },
  { value: "operation.denied", label: "Denied" },
  { value: "operation.confirmed", label: "Confirmed" },
  { value: "operation.approved", label: "Approved" },
  { value: "operation.rejected", label: "Rejected" },
  { value: "operation.cooldown_skipped", label: "Cooldown skipped" },
  { value: "operation.succeeded", label: "Done" },
  { value: "operation.failed", label: "Failed" },
  { value: "operation.cancelled", label: "Cancelled" },
  { value: "operation.expired", label: "Lapsed" },
  { value: "sign_in.completed,setup.completed", label: "Signed in" },
  { value: "sign_in.refused,setup.refused", label: "Sign-in refused" },
];

function failureOf({ details: { error } }: AuditEntry): string | null {
  const message = error !== null && typeof error === "object" && Reflect.get(error, "message");
  return typeof message === "string" ? `Failed: ${message}` : null;
}

/** One line on what happened, for a place that names the operation itself: `M. K. confirmed by name`. */
export function happeningOf(entry: AuditEntry): string {
  return ofOperations[entry.what]?.(entry, whoOf(entry)) ?? others[entry.what] ?? plain(entry.what);
}

/** What was asked for, or what happened where nothing was; the name of the target stands behind it. */
export const titleOf = (entry: AuditEntry): string =>
  entry.command !== null && entry.what in ofOperations ? labelOfCommand(entry.command) : happeningOf(entry);

/** What came of it, under the title; null where the title says it all. */
export const noteOf = (entry: AuditEntry): string | null =>
  entry.command !== null && entry.what in ofOperations ? happeningOf(entry) : null;

/** `key.revoked` → `Key revoked`. */
function plain(what: string): string {
  const words = what.replaceAll(/[._-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const wayWords: Readonly<Record<Channel, string>> = {
  dashboard: "in the dashboard",
  api: "over the API",
  cli: "from the CLI",
  mcp: "over MCP",
  schedule: "on schedule",
  webhook: "by a webhook",
  system: "by the system",
};

/** A tail that is older than this is not just about to be sealed. */
const unsealedMs = 5_000;

export type ChainState = "unknown" | "checking" | "verified" | "unsealed" | "broken";

export function chainStateOf(report: ChainReport | undefined, nowMs: number): ChainState {
  if (!report) return "unknown";
  if (report.isWhole === false) return "broken";
  if (report.isWhole === null) return "checking";
  const isLate = report.unsealedSince !== null && nowMs - Date.parse(report.unsealedSince) > unsealedMs;
  return isLate ? "unsealed" : "verified";
}

const faults: Readonly<Record<NonNullable<ChainReport["why"]>, (id: number | null) => string>> = {
  changed: (id) => `Entry ${id} is not what was written.`,
  removed: (id) => `What stood before entry ${id} was taken out.`,
  reordered: (id) => `Entry ${id} is not in its place.`,
  cut: (id) => `The end of the log is missing; entry ${id} was there.`,
};

/** What is wrong with the chain, and where; null where nothing is. */
export const faultOf = ({ why, brokenAtId }: ChainReport): string | null => why && faults[why](brokenAtId);
