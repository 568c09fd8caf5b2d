import { removeLapsedRules } from "#lib/operations/rule-store.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Takes rules away whose time is over, and tells the screens; they held no more from that moment on. */
export async function removeRulesOver(platform: Platform): Promise<void> {
  await transact(platform.database, async (tx) => {
    for (const { subject, projectId } of await removeLapsedRules(tx)) {
      publish(tx, { topic: "rules", name: "rule.ended", subjectId: subject, projectId });
    }
  });
}
