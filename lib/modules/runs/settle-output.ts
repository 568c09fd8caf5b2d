import { listUnsettledEvents, writeRunEvents } from "#lib/modules/runs/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/**
 * Nothing moves any more when a run has ended: a tool that a lost agent left running has failed, and a text that never
 * came to its end was broken off, be it by that or by a model's answer that was cut and given anew.
 */
export async function settleOutput(tx: Tx, runId: string): Promise<void> {
  const unsettled = await listUnsettledEvents(tx, runId);
  const settled = unsettled.map(({ key, kind, revision, data }) => ({
    key,
    kind,
    revision: `${revision} settled`,
    data:
      kind === "tool"
        ? { ...data, state: "error", error: "The agent stopped while this ran." }
        : { ...data, isFinished: true, isBrokenOff: true },
  }));
  await writeRunEvents(tx, runId, settled);
}
