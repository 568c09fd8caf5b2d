import { tellOnce } from "#lib/modules/runs/tell.ts";
import type { Judgement } from "#lib/modules/spending/rules.ts";
import type { CallerRow } from "#lib/modules/spending/store.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** One line in the run's output for each budget and limit, however often it is asked for. */
export const warnOfBudget = (
  platform: Platform,
  { runId, taskId, projectId, state }: CallerRow,
  { scope, limitUsd, words }: Exclude<Judgement, { kind: "within" }>,
): Promise<void> =>
  transact(platform.database, (tx) =>
    tellOnce(
      tx,
      { id: runId, taskId, projectId },
      { key: `budget:${scope}:${limitUsd}`, state, message: words },
    ),
  );
