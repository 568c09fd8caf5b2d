import { sealAudit } from "#lib/platform/audit/seal.ts";
import { auditWake, wakeChannel } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { every } from "#lib/worker/chore.ts";

const sealMs = 1_000;
/** Between two looks: what is committed meanwhile is sealed together. */
const restMs = 100;

/** Seals the audit log as soon as something is written to it, and once a second in any case. */
export async function keepAudit(platform: Platform): Promise<{ stop(): Promise<void> }> {
  const sealer = createSealer(platform);
  const { unlisten } = await platform.database.sql.listen(wakeChannel, (key) => {
    if (key === auditWake) sealer.wake();
  });
  const chores = [every(sealMs, platform, "seal the audit log", sealer.seal)];
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
