import { isLive, liveStates } from "#lib/modules/runs/rules.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import { budgetsOfRun } from "#lib/modules/spending/judge-project.ts";
import { type Judgement, judgeBudgets, type Room, roomsIn } from "#lib/modules/spending/rules.ts";
import { type CallerRow, findCaller, listCallers } from "#lib/modules/spending/store.ts";
import { hashToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** A run as the gateway knows it. */
export interface Caller extends CallerRow {
  judged: Judgement;
  rooms: readonly Room[];
}

/** Whose token it is, and whether it may still spend. Null unless its run is under way with that provider. */
export async function admitCall(tx: Tx, token: string, provider: string): Promise<Caller | null> {
  const [caller, budgets] = await Promise.all([findCaller(tx, hashToken(token)), settingOf(tx, "budgets")]);
  if (!caller || caller.provider !== provider || !isLive(caller.state) || caller.isAbortAsked) return null;
  const standing = budgetsOfRun(caller, budgets);
  return { ...caller, judged: judgeBudgets(standing, budgets.warnFrom), rooms: roomsIn(standing) };
}

/** Of these runs those that may still ask a model. */
export const stillAdmitted = (tx: Tx, runIds: readonly string[]): Promise<string[]> =>
  listCallers(tx, runIds, liveStates);
