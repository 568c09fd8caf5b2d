import type { Platform } from "#lib/platform/platform.ts";

export interface Chore {
  stop(): void;
}

/** Runs `work` now and again after each pause; a failure is logged and the next round tries again. */
export function every(pauseMs: number, platform: Platform, what: string, work: () => Promise<void>): Chore {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const round = async () => {
    try {
      await work();
    } catch (error) {
      platform.log.warn({ err: error }, `could not ${what}`);
    }
    if (!isStopped) timer = setTimeout(round, pauseMs);
  };
  void round();
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
