import type { WaitsFor as HeldFor, MayAnswer } from "#lib/kernel/answer.ts";
import type { Reader } from "#lib/modules/notifications/rules.ts";
import type { WaitsFor } from "#lib/modules/notifications/schema.ts";
import { listReaders, type ReaderRow } from "#lib/modules/notifications/store.ts";
import { mayAnswer, waitsForOf } from "#lib/operations/may-answer.ts";
import { findSoleAdmin } from "#lib/operations/rule-store.ts";
import type { NamedConsent, OperationRow } from "#lib/operations/store.ts";
import { consentView } from "#lib/operations/view.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

interface Moment {
  consents: readonly NamedConsent[];
  now: Date;
}

/** Everybody who may see an operation, each with what they can give it now. */
export async function readersOf(
  tx: Tx,
  operation: OperationRow,
  { consents: given, now }: Moment,
): Promise<Reader[]> {
  const consents = given.map(consentView);
  const soleAdminId = await findSoleAdmin(tx);
  const next = operation.state === "held" ? waitsForOf(operation, now) : null;
  return (await listReaders(tx, operation)).map((row) => {
    const may = mayAnswer(personOf(row), { operation, access: row.access, soleAdminId, consents, now });
    return { id: row.id, role: row.role, waitsFor: askedFor(may, next), mayReject: may.reject };
  });
}

/** What one who may do this is asked for; an admin who may approve is asked for that first. */
export function askedFor(
  { approve, confirm }: Pick<MayAnswer, "approve" | "confirm">,
  next: HeldFor | null,
): WaitsFor | null {
  if (approve) return "approval";
  if (!confirm) return null;
  return next === "confirmation" ? "confirmation" : "second_confirmation";
}

/** A person as they would answer: signed in, in the dashboard. */
const personOf = ({ id, name, role }: ReaderRow): Actor => ({
  kind: "person",
  id,
  name,
  userId: id,
  userName: name,
  role,
  scopes: null,
  projectId: null,
  hasJustSignedIn: false,
  task: null,
  via: "dashboard",
});
