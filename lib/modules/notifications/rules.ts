import type { OperationState } from "#lib/kernel/answer.ts";
import { type DangerLevel, isAtLeast } from "#lib/kernel/danger.ts";
import { type NoticeKind, noticeKinds, type WaitsFor } from "#lib/modules/notifications/schema.ts";

/** Who is told of what. Pure: given the operation, its consents and those who may see it. */

/** A person who may see the operation. */
export interface Reader {
  id: string;
  role: "owner" | "admin" | "member";
  /** What they can give it now; null where it does not wait for them. */
  waitsFor: WaitsFor | null;
  /** They may stop it while it is held. */
  mayReject: boolean;
}

export interface ToldOperation {
  state: OperationState;
  level: DangerLevel;
  heldAt: Date | null;
  /** The person who asked, or stands behind the key or agent that did. */
  personId: string | null;
  /** It is asked for with the first consent; before that its asker only sees what would go. */
  beginsInDialog: boolean;
  /** The product asked for it by itself, and it belongs to no project. */
  isOwnChore: boolean;
  /** How it was asked for. */
  asker: { isPerson: boolean; canConfirm: boolean };
}

export interface GivenAnswer {
  kind: "confirmation" | "approval" | "break_glass";
  personId: string;
  isLapsed: boolean;
}

export interface Telling {
  personId: string;
  /** They know already, for they did it themselves; it stands in their list and does not call. */
  isKnown: boolean;
}

const prefix = "operation.";

/** The kind of notice that an event may lead to; null for one that nobody is told of. */
export function kindOfEvent(name: string): NoticeKind | null {
  const what = name.startsWith(prefix) ? name.slice(prefix.length) : "";
  return noticeKinds.find((kind) => kind === what) ?? null;
}

interface Happening {
  kind: NoticeKind;
  operation: ToldOperation;
  /** Oldest first, those that lapsed among them. */
  answers: readonly GivenAnswer[];
  /** All who may see it; nobody else is told. */
  readers: readonly Reader[];
  /** Those who were told something of the operation before. */
  told: ReadonlySet<string>;
}

/** Who is told that this happened; nobody where it has been answered since, for then that is what is told. */
export function tellingsOf(happening: Happening): Telling[] {
  const { kind, operation, readers } = happening;
  if (operation.heldAt === null) {
    // Nobody waits for what the product does by itself: who sees to the installation hears when it fails.
    const isHeard = operation.isOwnChore && kind === "failed";
    return readers
      .filter(({ role }) => isHeard && role !== "member")
      .map(({ id }) => ({ personId: id, isKnown: false }));
  }
  const chosen = personsConcerned(happening);
  return readers
    .filter(({ id }) => chosen.has(id))
    .map(({ id }) => ({ personId: id, isKnown: isKnownTo(id, happening) }));
}

function personsConcerned({ kind, operation, answers, readers, told }: Happening): ReadonlySet<string> {
  const asker = operation.personId === null ? [] : [operation.personId];
  const isHeld = operation.state === "held";
  const needed = readers.filter(({ waitsFor }) => isHeld && waitsFor !== null).map(({ id }) => id);
  const isOpened = operation.beginsInDialog && answers.length === 0;
  switch (kind) {
    case "held":
      if (operation.beginsInDialog) return new Set();
      // Who asks for something of MEDIUM and may confirm it is shown the question at once; the others need not know.
      return new Set(isHeld && isAskersOwn(operation) ? asker : needed);
    case "confirmed":
    case "approved": {
      // What began in a dialog was nobody's news before: from here on others can look at it, and stop it.
      const stoppers = readers.filter(({ id, mayReject }) => mayReject && !told.has(id)).map(({ id }) => id);
      return new Set(isHeld ? [...needed, ...asker, ...(operation.beginsInDialog ? stoppers : [])] : []);
    }
    case "cooled":
      return new Set(needed);
    case "consents_lapsed":
      return new Set(isHeld ? [...needed, ...asker, ...answers.map(({ personId }) => personId)] : []);
    case "rejected":
    case "expired":
    case "denied":
      if (kind === "expired" && isOpened) return new Set();
      return new Set([...asker, ...answers.map(({ personId }) => personId)]);
    case "cooldown_skipped":
      return new Set([...asker, ...readers.filter(({ role }) => role !== "member").map(({ id }) => id)]);
    case "succeeded":
      return new Set(isAskersOwn(operation) ? [] : asker);
    case "failed":
      return new Set(asker);
  }
}

const isAskersOwn = ({ level, asker }: ToldOperation): boolean =>
  asker.canConfirm && !isAtLeast(level, "HIGH");

function isKnownTo(personId: string, { kind, operation, answers }: Happening): boolean {
  if (kind === "held") return operation.asker.isPerson && personId === operation.personId;
  const given = { confirmed: "confirmation", approved: "approval", cooldown_skipped: "break_glass" } as const;
  if (kind !== "confirmed" && kind !== "approved" && kind !== "cooldown_skipped") return false;
  return answers.findLast((answer) => answer.kind === given[kind])?.personId === personId;
}

/** Whether a channel is told: always from HIGH on, else where somebody is who does not know already. */
export const goesOut = (level: DangerLevel, tellings: readonly Telling[]): boolean =>
  tellings.length > 0 && (isAtLeast(level, "HIGH") || tellings.some(({ isKnown }) => !isKnown));

/** What is said of the operation, behind its level: "CRITICAL waits: Delete project harbor-api". */
export const noticeWords: Record<NoticeKind, string> = {
  held: "waits",
  confirmed: "was confirmed",
  approved: "was approved",
  cooled: "can be confirmed again",
  consents_lapsed: "changed and waits anew",
  rejected: "was rejected",
  expired: "expired",
  denied: "was denied",
  cooldown_skipped: "skips its cooldown",
  succeeded: "is done",
  failed: "failed",
};

/** What somebody is asked for, as a sentence. */
export const waitWords: Record<WaitsFor, string> = {
  confirmation: "Confirm it or cancel it.",
  second_confirmation: "Its cooldown is over: confirm it again.",
  approval: "An administrator approves or rejects it.",
};
