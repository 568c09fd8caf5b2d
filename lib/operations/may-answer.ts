import type { ConsentView, MayAnswer, Need, WaitsFor } from "#lib/kernel/answer.ts";
import { mayConfirm } from "#lib/operations/answers.ts";
import { isFirstConsent } from "#lib/operations/asked-for.ts";
import { mayCancel } from "#lib/operations/may-cancel.ts";
import type { OperationRow } from "#lib/operations/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Access } from "#lib/protection/actions.ts";

/** What stands of a held operation at a moment, for the questions of who may answer it. */
export interface HeldGround {
  operation: OperationRow;
  access: Access;
  /** Those that hold, and those that lapsed. */
  consents: readonly ConsentView[];
  soleAdminId: string | null;
  now: Date;
}

const openNeeds = ({ needs }: OperationRow): string[] =>
  (needs as Need[]).filter(({ met }) => !met).map(({ requirement }) => requirement);

export function waitsForOf(operation: OperationRow, now: Date): WaitsFor {
  const open = openNeeds(operation);
  if (open.some(isFirstConsent)) return "confirmation";
  if (operation.notBefore && operation.notBefore > now) return "cooldown";
  if (open.includes("second_confirmation")) return "second_confirmation";
  return open.includes("admin_approval") ? "approval" : "requirement";
}

export const isAdmin = ({ kind, role }: Actor): boolean => kind === "person" && role !== "member";

/** True for who asked, or stands behind the key or agent that did, and for who confirmed. */
export function isPartyTo(personId: string | null, { operation, consents }: HeldGround): boolean {
  if (operation.personId === personId) return true;
  return consents.some(
    (one) => one.kind === "confirmation" && one.person.id === personId && one.lapsedAt === null,
  );
}

export const hasApproved = (personId: string | null, { consents }: HeldGround): boolean =>
  consents.some((one) => one.kind === "approval" && one.person.id === personId && one.lapsedAt === null);

const cooldownPattern = /^cooldown_(\d+)(h|min|s)$/;
const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, min: 60_000, s: 1000 };

/** From when the only admin may approve what is their own: after the whole cooldown, also of one that was skipped. */
export function ownApprovalFrom({ operation, consents }: Pick<HeldGround, "operation" | "consents">) {
  const standing = consents.filter(({ kind, lapsedAt }) => kind === "confirmation" && lapsedAt === null);
  const first = standing.find(({ isNameTyped }) => isNameTyped) ?? standing[0];
  if (!first) return null;
  const needs = operation.needs as Need[];
  const [, count, unit = ""] =
    needs.map(({ requirement }) => cooldownPattern.exec(requirement)).find((found) => found !== null) ?? [];
  return new Date(Date.parse(first.givenAt) + Number(count ?? 0) * (unitMs[unit] ?? 0));
}

/** What `actor` may do about a held operation now; nothing of one that is not held. */
export function mayAnswer(actor: Actor, ground: HeldGround): MayAnswer {
  const { operation, access, soleAdminId, now } = ground;
  const cancel = mayCancel(actor, operation, access);
  if (operation.state !== "held") {
    return {
      confirm: false,
      approve: false,
      reject: false,
      cancel: cancel && isOpen(operation),
      breakGlass: false,
    };
  }
  const next = waitsForOf(operation, now);
  const isParty = isPartyTo(actor.userId, ground);
  const isAlone = actor.userId !== null && actor.userId === soleAdminId;
  const ownFrom = ownApprovalFrom(ground);
  const isWhole = next !== "cooldown" && (ownFrom === null || ownFrom <= now);
  const mayApproveOwn = isAlone && next !== "confirmation" && isWhole;
  const isConfirmable = next === "confirmation" || isSecondDue(operation, now);
  return {
    confirm:
      isConfirmable &&
      mayConfirm(actor, operation, access) &&
      (isAlone || !hasApproved(actor.userId, ground)),
    approve: isAdmin(actor) && openNeeds(operation).includes("admin_approval") && (!isParty || mayApproveOwn),
    reject: mayReject(actor, ground),
    cancel,
    breakGlass: actor.role === "owner" && actor.kind === "person" && next === "cooldown",
  };
}

const isOpen = ({ state }: OperationRow): boolean => state === "queued" || state === "running";

const isSecondDue = (operation: OperationRow, now: Date): boolean =>
  openNeeds(operation).includes("second_confirmation") &&
  !openNeeds(operation).some(isFirstConsent) &&
  (operation.notBefore === null || operation.notBefore <= now);

/** Who could consent may also say no; who asked takes it back instead. */
export const mayReject = (actor: Actor, { operation, access }: HeldGround): boolean =>
  operation.personId !== actor.userId && (isAdmin(actor) || mayConfirm(actor, operation, access));
