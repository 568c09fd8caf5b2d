import { and, eq, exists, not, or, type SQL, sql } from "drizzle-orm";
import { consents, operations } from "#drizzle/schema/operations.ts";
import type { Need } from "#lib/kernel/answer.ts";
import type { OperationRow } from "#lib/operations/store.ts";
import { standingOf } from "#lib/operations/stored-actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { hasAccess } from "#lib/protection/rules.ts";

/** What whoever asked in the dashboard gives in the dialog that shows them what would go. */
const firstConsents = ["user_confirmation", "typed_name"] as const;

export const isFirstConsent = (requirement: string): boolean =>
  firstConsents.some((known) => known === requirement);

/**
 * True for what is held so that the dashboard can show its asker what would go: pressing the button there opens a
 * dialog and asks for nothing yet. It is asked for with the first consent; until then it waits for nobody, however the
 * dialog was left. Whatever is held later, or by another door, was asked for before, and so was what its asker cannot
 * confirm: no dialog of theirs ever asks for more.
 */
export const beginsInDialog = (row: OperationRow): boolean =>
  row.via === "dashboard" &&
  row.heldAt?.getTime() === row.createdAt.getTime() &&
  (row.needs as Need[]).some(({ requirement }) => isFirstConsent(requirement)) &&
  hasAccess(standingOf(row).access, "write");

/** Somebody wants it: it did not begin in a dialog, or a consent was given since, if only to what it was before. */
export const isAskedFor = (tx: Tx): SQL | undefined =>
  or(
    not(
      and(
        eq(operations.via, "dashboard"),
        eq(operations.heldAt, operations.createdAt),
        needsOneOf(...firstConsents),
        sql`coalesce(${operations.actor} ->> 'access', 'write') in ('write', 'admin')`,
      ) ?? sql`false`,
    ),
    exists(tx.select({ one: sql`1` }).from(consents).where(eq(consents.operationId, operations.id))),
  );

const needsOneOf = (...requirements: string[]): SQL =>
  sql`exists (select 1 from jsonb_array_elements(${operations.needs}) as need
    where need ->> 'requirement' in ${requirements})`;
