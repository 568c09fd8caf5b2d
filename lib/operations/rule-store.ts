import { and, asc, eq, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { users } from "#drizzle/schema/people.ts";
import { projects } from "#drizzle/schema/projects.ts";
import { protectionRules } from "#drizzle/schema/rules.ts";
import { ruleChangeOf } from "#lib/operations/rule-change.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { cooledLevels, type Policy } from "#lib/protection/requirements.ts";

export type RuleRow = typeof protectionRules.$inferSelect;

/** A rule that ran out holds no more; by the database's clock. */
const isInForce = or(isNull(protectionRules.expiresAt), sql`${protectionRules.expiresAt} > now()`);

/** The time by the one clock that all processes share, and the rules in force for a command in a project. */
export async function loadGround(
  tx: Tx,
  command: string,
  projectId: string | null,
): Promise<{ now: Date; policy: Policy }> {
  const subjects = [command, ...cooledLevels];
  const ofPlace = projectId ? sql`project_id is null or project_id = ${projectId}` : sql`project_id is null`;
  const [row] = await tx.execute<{ now: string; rules: StoredRule[] | null }>(sql`select now()::text as now, (
    select json_agg(json_build_object('subject', subject, 'projectId', project_id, 'level', level,
      'consents', consents, 'cooldownMs', cooldown_ms))
    from protection_rules
    where subject in (${sql.join(
      subjects.map((subject) => sql`${subject}`),
      sql`, `,
    )}) and (${ofPlace})
      and (expires_at is null or expires_at > now())) as rules`);
  if (!row) throw new Error("The database did not say what time it is.");
  return { now: new Date(row.now), policy: policyOf(row.rules ?? [], command) };
}

type StoredRule = Pick<RuleRow, "subject" | "projectId" | "level" | "consents" | "cooldownMs">;

/** What the rules of one installation and one project mean for a command. */
export function policyOf(rules: readonly StoredRule[], command: string): Policy {
  const find = (subject: string, isOfProject: boolean) =>
    rules.find((rule) => rule.subject === subject && (rule.projectId !== null) === isOfProject);
  const ofCommand = (isOfProject: boolean) => {
    const rule = find(command, isOfProject);
    return rule && ruleChangeOf(rule);
  };
  const cooldowns = cooledLevels.flatMap((level) => {
    const cooldownMs = find(level, false)?.cooldownMs;
    return cooldownMs == null ? [] : [[level, cooldownMs] as const];
  });
  return {
    installation: ofCommand(false),
    project: ofCommand(true),
    cooldownMs: Object.fromEntries(cooldowns),
  };
}

/** The only one who is owner or admin and may sign in; null where there are several. */
export async function findSoleAdmin(tx: Tx): Promise<string | null> {
  const isAdmin = and(sql`${users.role} in ('owner', 'admin')`, isNull(users.disabledAt));
  const rows = await tx.select({ id: users.id }).from(users).where(isAdmin).limit(2);
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
}

const place = (subject: string, projectId: string | null): SQL | undefined =>
  and(
    eq(protectionRules.subject, subject),
    projectId ? eq(protectionRules.projectId, projectId) : isNull(protectionRules.projectId),
  );

/** A rule in force with the names of who set it and of its project. */
export type NamedRule = RuleRow & { setByName: string | null; projectName: string | null };

const withNames = (tx: Tx) =>
  tx
    .select({ rule: protectionRules, setByName: users.name, projectName: projects.name })
    .from(protectionRules)
    .leftJoin(users, eq(users.id, protectionRules.setBy))
    .leftJoin(projects, eq(projects.id, protectionRules.projectId));

/** Those of the installation, and of one project where it is given; oldest first. */
export async function listRules(tx: Tx, projectId: string | null): Promise<NamedRule[]> {
  const ofPlace = projectId
    ? or(isNull(protectionRules.projectId), eq(protectionRules.projectId, projectId))
    : isNull(protectionRules.projectId);
  const rows = await withNames(tx)
    .where(and(isInForce, ofPlace))
    .orderBy(asc(protectionRules.createdAt), asc(protectionRules.id));
  return rows.map(({ rule, ...names }) => ({ ...rule, ...names }));
}

export async function findRule(tx: Tx, subject: string, projectId: string | null): Promise<RuleRow | null> {
  const [row] = await tx
    .select()
    .from(protectionRules)
    .where(and(place(subject, projectId), isInForce));
  return row ?? null;
}

/** The rule of its subject and project from now on; what stood there is replaced. */
export async function writeRule(tx: Tx, rule: typeof protectionRules.$inferInsert): Promise<void> {
  await tx.delete(protectionRules).where(place(rule.subject, rule.projectId ?? null));
  await tx.insert(protectionRules).values(rule);
}

export async function removeRule(tx: Tx, subject: string, projectId: string | null): Promise<boolean> {
  const removed = await tx
    .delete(protectionRules)
    .where(place(subject, projectId))
    .returning({ id: protectionRules.id });
  return removed.length > 0;
}

/** Forgets rules that ran out; gives the subjects of those that did. */
export async function removeLapsedRules(tx: Tx): Promise<RuleRow[]> {
  return tx
    .delete(protectionRules)
    .where(and(isNotNull(protectionRules.expiresAt), sql`${protectionRules.expiresAt} <= now()`))
    .returning();
}
