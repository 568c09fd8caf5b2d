import { askAgain } from "#lib/modules/runs/answer-ask.ts";
import { openDriver } from "#lib/modules/runs/run-place.ts";
import {
  closeInteraction,
  type InteractionRow,
  listOpenAsks,
  writeRunEvents,
} from "#lib/modules/runs/store.ts";
import { askEvent } from "#lib/modules/runs/tell.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { AgentEndpoint } from "#lib/providers/agents/port.ts";

/** Rejects the asks that nobody answered in time. True while the agent waits for an answer. */
export async function expireAsks(
  platform: Platform,
  runId: string,
  endpoint: AgentEndpoint,
): Promise<boolean> {
  const open = await listOpenAsks(platform.database.orm, runId);
  const expired = open.filter(({ expiresAt }) => expiresAt !== null && expiresAt.getTime() < Date.now());
  for (const ask of expired) {
    const isOurs = await transact(platform.database, async (tx) => {
      const closed = await closeInteraction(tx, ask.id, { state: "expired" });
      if (closed) await writeRunEvents(tx, runId, [askEvent(closed, null)]);
      return closed !== null;
    });
    // Somebody who answered at the last moment has answered.
    if (isOurs) await rejectOrReopen(platform, runId, endpoint, ask);
  }
  return open.length > 0;
}

/** An agent that was not told still waits: the next look tells it. */
async function rejectOrReopen(
  platform: Platform,
  runId: string,
  endpoint: AgentEndpoint,
  ask: InteractionRow,
): Promise<void> {
  try {
    await reject(endpoint, ask);
  } catch (error) {
    const { kind, externalId } = ask;
    if ((kind === "permission" || kind === "question") && externalId !== null)
      await transact(platform.database, (tx) => askAgain(tx, runId, kind, externalId));
    throw error;
  }
}

async function reject(endpoint: AgentEndpoint, { kind, externalId }: InteractionRow): Promise<void> {
  if (externalId === null) return;
  const driver = await openDriver();
  if (kind === "question") await driver.rejectQuestion(endpoint, externalId);
  else
    await driver.answerPermission(endpoint, externalId, {
      reply: "reject",
      message: "Nobody answered in time.",
    });
}
