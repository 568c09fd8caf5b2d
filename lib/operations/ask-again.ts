import type { Change, Loss, Need } from "#lib/kernel/answer.ts";
import type { AnyCommand, CommandFacts } from "#lib/operations/command.ts";
import { lapseConfirmTokens } from "#lib/operations/confirm-token.ts";
import { fingerprintOf, judge } from "#lib/operations/judge.ts";
import { lapseConsents, type OperationChange, type OperationRow } from "#lib/operations/store.ts";
import { tellChanges } from "#lib/operations/tell-changes.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { clean } from "#lib/platform/known-secrets.ts";
import type { Decision } from "#lib/protection/decide.ts";

type Hold = Extract<Decision, { verdict: "hold" }>;

/** What is written of an operation that is held: what it still needs, and from when to when that can be given. */
export const heldAs = ({ level, raised, needs, typedName, notBefore, expiresAt }: Hold) => ({
  level,
  raised,
  needs: needs.map((need) => ({ ...need })),
  typedName,
  notBefore,
  expiresAt,
});

/** What is at stake when it runs, as it is written with the operation. */
export const stakesAs = ({
  losses = [],
  dependants = [],
  changes = [],
  lastBackup = null,
}: CommandFacts) => ({
  losses: losses.map((loss) => ({ ...loss })),
  dependants: dependants.map((dependant) => ({ ...dependant })),
  changes: clean(changes.map((change) => ({ ...change }))),
  lastBackup: lastBackup && { ...lastBackup },
});

interface Case {
  command: AnyCommand;
  actor: Actor;
  facts: CommandFacts;
}

/**
 * What a person agreed to is no longer what would happen: the consents lapse, and the tokens for them. Gives what is
 * to be written of the operation, so that they are asked again with what it is now, and read what has changed.
 */
export async function askAgain(
  tx: Tx,
  operation: OperationRow,
  { command, actor, facts }: Case,
): Promise<OperationChange> {
  const isLapsed = await lapseConsents(tx, operation.id);
  await lapseConfirmTokens(tx, operation.id);
  const fresh = await judge(tx, { command, actor, facts, consents: [] });
  const change = { fingerprint: fingerprintOf(facts), ...stakesAs(facts), cooledAt: null };
  if (fresh.verdict !== "hold") return change;
  const held = heldAs(fresh);
  if (!isLapsed) return { ...change, ...held };
  const before = {
    level: operation.level,
    losses: operation.losses as Loss[],
    changes: operation.changes as Change[],
  };
  const news = tellChanges(before, { ...change, level: fresh.level });
  return { ...change, ...held, needs: sayAgain(held.needs, news) };
}

/** Before the first thing that is asked for again, why it is. */
function sayAgain([first, ...rest]: Need[], changes: string): Need[] {
  if (!first) return [];
  const why = ["It has changed since it was confirmed.", changes].filter((part) => part !== "").join(" ");
  return [first.met ? first : { ...first, how: `${why} ${first.how}` }, ...rest];
}
