import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { tellRun } from "#lib/modules/runs/tell.ts";
import { priceOf } from "#lib/modules/spending/price-of.ts";
import { costOf } from "#lib/modules/spending/rules.ts";
import type { CallTokens } from "#lib/modules/spending/schema.ts";
import { type CallerRow, writeCall } from "#lib/modules/spending/store.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** A call as it ended. */
export interface EndedCall {
  /** Under which it is counted once, however often that is tried. */
  id: string;
  provider: ProviderName;
  model: string;
  /** Of the provider's answer; null: it gave none. */
  status: number | null;
  tokens: CallTokens;
  /** What the provider said that it cost; null: it said nothing. */
  toldUsd: number | null;
  isEstimated: boolean;
  isCut: boolean;
  firstByteMs: number | null;
  durationMs: number;
}

/** Counts a call for its run, its project and its day. The gateway's figures are the truth; the agent's are not. */
export async function recordCall(
  platform: Platform,
  { runId, projectId, taskId }: Pick<CallerRow, "runId" | "projectId" | "taskId">,
  call: EndedCall,
): Promise<void> {
  const { tokens, toldUsd, ...facts } = call;
  await transact(platform.database, async (tx) => {
    const price = toldUsd === null ? await priceOf(tx, call.provider, call.model) : null;
    const costUsd = toldUsd ?? (price ? costOf(tokens, price) : 0);
    const row = {
      runId,
      projectId,
      ...facts,
      inputTokens: tokens.input,
      outputTokens: tokens.output,
      cacheReadTokens: tokens.cacheRead,
      cacheWriteTokens: tokens.cacheWrite,
      reasoningTokens: tokens.reasoning,
      costUsd,
      isPriced: toldUsd !== null || price !== null,
    };
    if (!(await writeCall(tx, row, tokens))) return;
    tellRun(tx, { taskId, projectId });
    publish(tx, { topic: "spending", name: "spending.changed", subjectId: projectId, projectId });
  });
}
