import { eq, sql } from "drizzle-orm";
import { onboarding } from "#drizzle/schema/people.ts";
import { projects } from "#drizzle/schema/projects.ts";
import type { UsedSoFar } from "#lib/modules/onboarding/rules.ts";
import type { OnboardingStep } from "#lib/modules/onboarding/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { visibleProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export async function findOnboarding(tx: Tx, userId: string) {
  const [row] = await tx
    .select({ steps: onboarding.steps, isEnded: sql<boolean>`${onboarding.endedAt} is not null` })
    .from(onboarding)
    .where(eq(onboarding.userId, userId));
  return row;
}

/** What the person, or for the model and the team anybody, has done of it. */
export async function readUsedSoFar(tx: Tx, actor: Actor, userId: string): Promise<UsedSoFar> {
  const [row] = await tx.execute<Record<keyof UsedSoFar, boolean>>(sql`
    select exists (select 1 from llm_providers) as model,
      exists (select 1 from ${projects} where ${visibleProject(tx, actor, projects.id)}) as project,
      exists (select 1 from runs where created_by = ${userId}) as card,
      ((select count(*) from users) > 1
        or exists (select 1 from invitations
          where used_at is null and revoked_at is null and expires_at > now())) as team,
      (exists (select 1 from project_members where user_id = ${userId})
        and not exists (select 1 from project_members
          where user_id = ${userId} and access in ('write', 'admin'))) as "readsOnly",
      (exists (select 1 from passkeys where user_id = ${userId})
        or exists (select 1 from accounts where user_id = ${userId})) as passkey`);
  return row ?? { model: false, project: false, card: false, team: false, passkey: false, readsOnly: false };
}

/** Adds what is done; what was done or ended stays so, whoever is faster. */
export async function keepOnboarding(
  tx: Tx,
  userId: string,
  done: readonly OnboardingStep[],
  isEnded: boolean,
): Promise<void> {
  const endedAt = isEnded ? sql`now()` : null;
  await tx
    .insert(onboarding)
    .values({ userId, steps: [...new Set(done)], endedAt })
    .onConflictDoUpdate({
      target: onboarding.userId,
      set: {
        steps: sql`array(select distinct unnest(${onboarding.steps} || excluded.steps) order by 1)`,
        endedAt: sql`coalesce(${onboarding.endedAt}, excluded.ended_at)`,
        updatedAt: sql`now()`,
      },
    });
}
