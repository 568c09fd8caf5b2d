import { placedStates } from "#lib/modules/runs/rules.ts";
import { markPaused } from "#lib/modules/spending/store.ts";
import type { Platform } from "#lib/platform/platform.ts";

/**
 * Says of a run that its money is gone. Its agent is told so by the refusal, which ends its turn; its supervisor then
 * ends the run as interrupted, so that all of what the agent did up to there is in the transcript.
 */
export const pauseForBudget = (platform: Platform, runId: string, reason: string): Promise<void> =>
  markPaused(platform.database.orm, runId, reason, placedStates);
