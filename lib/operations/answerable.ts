import { accessThrough } from "#lib/operations/access.ts";
import { describeOperations } from "#lib/operations/describe.ts";
import { isPartyTo, mayAnswer, ownApprovalFrom, waitsForOf } from "#lib/operations/may-answer.ts";
import { findSoleAdmin } from "#lib/operations/rule-store.ts";
import type { AnswerableOperation } from "#lib/operations/schema.ts";
import { databaseNow, type OperationRow } from "#lib/operations/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToProjects } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Operations as people read them, each with what this actor may do about it now; in the order given. */
export async function describeAnswerable(
  tx: Tx,
  actor: Actor,
  rows: readonly OperationRow[],
): Promise<AnswerableOperation[]> {
  const projectIds = [...new Set(rows.flatMap(({ projectId }) => projectId ?? []))];
  const [views, accesses, soleAdminId, now] = await Promise.all([
    describeOperations(tx, rows),
    accessToProjects(tx, actor, projectIds),
    findSoleAdmin(tx),
    databaseNow(tx),
  ]);
  return rows.flatMap((operation, index) => {
    const view = views[index];
    if (!view) return [];
    const access = accessThrough(actor, operation, accesses);
    const ground = { operation, access, consents: view.consents, soleAdminId, now };
    const waitsFor = operation.state === "held" ? waitsForOf(operation, now) : null;
    const isSoleAdmin = actor.kind === "person" && actor.userId === soleAdminId;
    const isOwn = isSoleAdmin && waitsFor !== null && isPartyTo(actor.userId, ground);
    const approvableAt = isOwn ? (ownApprovalFrom(ground)?.toISOString() ?? null) : null;
    return [{ ...view, may: mayAnswer(actor, ground), isSoleAdmin, approvableAt, waitsFor }];
  });
}
