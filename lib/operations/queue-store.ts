import {
  and,
  desc,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  not,
  notExists,
  notInArray,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { consents, operations } from "#drizzle/schema/operations.ts";
import { users } from "#drizzle/schema/people.ts";
import { projectMembers } from "#drizzle/schema/projects.ts";
import type { QueueView } from "#lib/kernel/answer.ts";
import type { DangerLevel } from "#lib/kernel/danger.ts";
import { isAskedFor } from "#lib/operations/asked-for.ts";
import { findSoleAdmin } from "#lib/operations/rule-store.ts";
import {
  type OperationRow,
  ownWithoutProject,
  searchOperations,
  visibleOperations,
} from "#lib/operations/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export interface QueueFilter {
  view: QueueView;
  projectId?: string | undefined;
  level?: DangerLevel | undefined;
  text?: string | undefined;
  /** Operations older than the one with this id. */
  before?: string | undefined;
}

const isHeld = eq(operations.state, "held");

/** What was only looked at in its dialog waits for nobody. */
const waits = (tx: Tx): SQL | undefined => and(isHeld, isAskedFor(tx));

function ofView(tx: Tx, actor: Actor, view: QueueView): SQL | undefined {
  if (view === "waiting") return waits(tx);
  // Leaving a dialog decides nothing.
  const isDecided = or(notInArray(operations.state, ["cancelled", "expired"]), isAskedFor(tx));
  if (view === "decided") return and(isNotNull(operations.heldAt), ne(operations.state, "held"), isDecided);
  return and(waits(tx), actor.userId ? eq(operations.personId, actor.userId) : sql`false`);
}

/** What waits, or waited, for a person's consent, newest first; what the actor may not see is not there. */
export const listQueue = (
  tx: Tx,
  actor: Actor,
  filter: QueueFilter,
  limit: number,
): Promise<OperationRow[]> =>
  tx
    .select()
    .from(operations)
    .where(
      and(
        visibleOperations(tx, actor),
        ofView(tx, actor, filter.view),
        filter.projectId ? eq(operations.projectId, filter.projectId) : undefined,
        filter.level ? eq(operations.level, filter.level) : undefined,
        searchOperations(filter.text),
        filter.before ? lt(operations.id, filter.before) : undefined,
      ),
    )
    .orderBy(desc(operations.id))
    .limit(limit);

const countMax = 1000;

/** How many are held that the actor can answer now, and that they asked for; both end at 1000. */
export async function countQueue(tx: Tx, actor: Actor): Promise<{ waiting: number; mine: number }> {
  const isAlone =
    actor.role !== "member" && actor.userId !== null && actor.userId === (await findSoleAdmin(tx));
  const [waiting, mine] = await Promise.all([
    countOf(tx, and(visibleOperations(tx, actor), waits(tx), isAnswerable(tx, actor, isAlone))),
    countOf(tx, and(visibleOperations(tx, actor), ofView(tx, actor, "mine"))),
  ]);
  return { waiting, mine };
}

async function countOf(tx: Tx, condition: SQL | undefined): Promise<number> {
  const some = tx.select({ one: sql`1` }).from(operations).where(condition).limit(countMax).as("some");
  const [row] = await tx.select({ total: sql<number>`count(*)::int` }).from(some);
  return row?.total ?? 0;
}

const isMissing = (...requirements: string[]): SQL =>
  sql`exists (select 1 from jsonb_array_elements(${operations.needs}) as need
    where need ->> 'met' = 'false' and need ->> 'requirement' in ${requirements})`;

/** The whole cooldown is over, also where the rest of it was skipped: `ownApprovalFrom`, for all at once. */
const isWhollyCool = sql`coalesce((select first.given_at from ${consents} as first
  where first.operation_id = ${operations.id} and first.kind = 'confirmation' and first.lapsed_at is null
  order by first.is_name_typed desc, first.given_at limit 1)
  + (select substr(need ->> 'requirement', 10)::interval from jsonb_array_elements(${operations.needs}) as need
    where need ->> 'requirement' ~ '^cooldown_[0-9]+(h|min|s)$' limit 1) <= now(), true)`;

/** The same question as `mayAnswer` asks of one operation, for all at once; `isAlone`: the only admin asks it. */
function isAnswerable(tx: Tx, actor: Actor, isAlone: boolean): SQL | undefined {
  if (actor.kind !== "person" || !actor.userId) return sql`false`;
  const isCool = or(isNull(operations.notBefore), sql`${operations.notBefore} <= now()`);
  const waitsForFirst = isMissing("user_confirmation", "typed_name");
  const isConfirmable = or(waitsForFirst, and(isCool, isMissing("second_confirmation")));
  if (actor.role === "member") return and(isConfirmable, mayWrite(tx, actor.userId));
  const given = (kind: "confirmation" | "approval", userId: string) =>
    tx
      .select({ one: sql`1` })
      .from(consents)
      .where(
        and(
          eq(consents.operationId, operations.id),
          eq(consents.kind, kind),
          eq(consents.userId, userId),
          isNull(consents.lapsedAt),
        ),
      );
  const isOfOthers = and(
    sql`${operations.personId} is distinct from ${actor.userId}`,
    notExists(given("confirmation", actor.userId)),
  );
  const mayApprove = isAlone ? or(isOfOthers, and(isCool, isWhollyCool, not(waitsForFirst))) : isOfOthers;
  const mayConfirm = isAlone ? isConfirmable : and(isConfirmable, notExists(given("approval", actor.userId)));
  return or(mayConfirm, and(isMissing("admin_approval"), mayApprove));
}

function mayWrite(tx: Tx, userId: string): SQL | undefined {
  const memberships = tx
    .select({ projectId: projectMembers.projectId })
    .from(projectMembers)
    .where(and(eq(projectMembers.userId, userId), inArray(projectMembers.access, ["write", "admin"])));
  const concernsNobodyElse = sql`${operations.actor} ->> 'isOwn' = 'true'`;
  return or(
    inArray(operations.projectId, memberships),
    ownWithoutProject(tx, userId),
    and(eq(operations.personId, userId), concernsNobodyElse),
  );
}

/** The cooldowns that owners skipped in the last seven days, newest first. */
export const listBrokenGlasses = (tx: Tx, limit: number) =>
  tx
    .select({
      operation: operations,
      personId: consents.userId,
      personName: users.name,
      reason: consents.reason,
      givenAt: consents.givenAt,
    })
    .from(consents)
    .innerJoin(operations, eq(operations.id, consents.operationId))
    .innerJoin(users, eq(users.id, consents.userId))
    .where(and(eq(consents.kind, "break_glass"), gt(consents.givenAt, sql`now() - interval '7 days'`)))
    .orderBy(desc(consents.givenAt))
    .limit(limit);
