import { settingOf } from "#lib/modules/settings/in-force.ts";
import { pruneAccesses } from "#lib/platform/audit/access-log.ts";
import { recordBreak, sealAudit } from "#lib/platform/audit/seal.ts";
import { verifierOf } from "#lib/platform/audit/verifier.ts";
import { every } from "#lib/platform/chore.ts";
import { auditWake, wakeChannel } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

const sealMs = 1_000;
/** Between two looks: what is committed meanwhile is sealed together. */
const restMs = 100;
const checkMs = 60_000;
const wholeCheckMs = 6 * 3_600_000;
/** A start has better things to do than to read the whole log. */
const firstCheckMs = 30_000;
const pruneMs = 3_600_000;

/**
 * Seals the audit log as soon as something is written to it, and once a second in any case. Checks every minute what
 * was written since, and every six hours the whole chain; removes old rows of the access log.
 */
export async function keepAudit(platform: Platform): Promise<{ stop(): Promise<void> }> {
  const sealer = createSealer(platform);
  const { unlisten } = await platform.database.sql.listen(wakeChannel, (key) => {
    if (key === auditWake) sealer.wake();
  });
  const chores = [
    every(sealMs, platform, "seal the audit log", sealer.seal),
    every(checkMs, platform, "check the audit log", createChecker(platform)),
    every(pruneMs, platform, "remove old rows of the access log", async () => {
      const { accessLogDays } = await settingOf(platform.database.orm, "retention");
      await pruneAccesses(platform, accessLogDays);
    }),
  ];
  return {
    /** Seals what is left first. */
    async stop() {
      for (const chore of chores) chore.stop();
      sealer.stop();
      await unlisten().catch(() => {});
      await sealer
        .seal()
        .catch((error) => platform.log.warn({ err: error }, "could not seal the end of the audit log"));
    },
  };
}

/** One look at a time; of those that are asked for while one is under way, or just was, one follows. */
function createSealer(platform: Platform) {
  let looking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  const look = async () => {
    while ((await sealAudit(platform)) > 0);
  };
  const seal = (): Promise<void> => {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  };
  return {
    seal,
    wake() {
      if (isStopped || timer) return;
      timer = setTimeout(() => {
        timer = null;
        seal().catch((error) => platform.log.warn({ err: error }, "could not seal the audit log"));
      }, restMs);
    },
    stop() {
      isStopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}

/** One round of checking; a break is told once: in the log, as an event, and in the audit log itself. */
export function createChecker(platform: Platform, waitMs = firstCheckMs): () => Promise<void> {
  const verifier = verifierOf(platform);
  const sinceMs = performance.now();
  let told = "";
  return async () => {
    const nowMs = performance.now();
    if (nowMs - sinceMs < waitMs) return;
    const { wholeCheckedAt } = verifier.state();
    const isDue = !wholeCheckedAt || Date.now() - wholeCheckedAt.getTime() > wholeCheckMs;
    await verifier.check(isDue ? "whole" : "newest");
    const broken = verifier.state().verdict?.broken;
    const word = broken ? `${broken.why} ${broken.id}` : "";
    if (broken && word !== told) {
      platform.log.error(broken, "the audit log is not what was written to it");
      await recordBreak(platform, broken);
    }
    told = word;
  };
}
