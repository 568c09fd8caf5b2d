import { ActorView } from "#lib/kernel/answer.ts";
import type { GivenAnswer, ToldOperation } from "#lib/modules/notifications/rules.ts";
import { beginsInDialog } from "#lib/operations/asked-for.ts";
import type { NamedConsent, OperationRow } from "#lib/operations/store.ts";
import { standingOf, storedActor } from "#lib/operations/stored-actor.ts";
import { actorView, personBehind } from "#lib/platform/auth/actor.ts";
import { hasAccess } from "#lib/protection/rules.ts";

/** An operation by the few facts that decide who is told of it. */
export function toldOperation(row: OperationRow): ToldOperation {
  const { kind, scopes, via } = storedActor(row);
  const isPerson = kind === "person";
  return {
    state: row.state,
    level: row.level,
    heldAt: row.heldAt,
    personId: row.personId,
    beginsInDialog: beginsInDialog(row),
    isOwnChore: kind === "system" && row.projectId === null,
    asker: {
      isPerson: isPerson && via === "dashboard",
      canConfirm:
        hasAccess(standingOf(row).access, "write") &&
        (isPerson || (kind === "cli-key" && scopes?.includes("confirm") === true)),
    },
  };
}

export const answersOf = (consents: readonly NamedConsent[]): GivenAnswer[] =>
  consents.map(({ kind, personId, lapsedAt }) => ({ kind, personId, isLapsed: lapsedAt !== null }));

/** Who asked, and who stands behind, as people read it. */
export function askerOf(row: OperationRow): { asker: ActorView; onBehalfOf: ActorView | null } {
  const actor = storedActor(row);
  return { asker: ActorView.parse(actorView(actor)), onBehalfOf: personBehind(actor) };
}

/** What ended it otherwise than well: who rejected it and why, or what failed. */
export const outcomeOf = ({ error }: OperationRow): string | null =>
  typeof error?.message === "string" ? error.message : null;
