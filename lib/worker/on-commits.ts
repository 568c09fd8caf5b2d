import { eventChannel } from "#lib/platform/db/transact.ts";
import { setAlarm } from "#lib/platform/events/alarm.ts";
import type { Platform } from "#lib/platform/platform.ts";

export interface Follower {
  /** Begins nothing more, and resolves when what is under way has ended. */
  stop(): Promise<void>;
}

interface FollowOptions {
  /** For the log: could not … */
  what: string;
  /** How long it may take until a call that was missed is made up for. */
  pollMs: number;
  work(stopped: AbortSignal): Promise<void>;
}

/** Does `work` at once, after commits that tell something, and every `pollMs`; never twice at a time. */
export async function onCommits(
  platform: Platform,
  { what, pollMs, work }: FollowOptions,
): Promise<Follower> {
  const stopped = new AbortController();
  let ring = () => {};
  const hub = {
    onWake(_key: string, listener: () => void) {
      ring = listener;
      return () => {};
    },
  };
  const alarm = setAlarm(hub, eventChannel, stopped.signal);
  const listening = await platform.database.sql.listen(eventChannel, () => ring());
  const follow = async () => {
    while (!stopped.signal.aborted) {
      await work(stopped.signal).catch((error: unknown) =>
        platform.log.warn({ err: error }, `could not ${what}`),
      );
      await alarm.wait(pollMs);
    }
  };
  const followed = follow();
  return {
    async stop() {
      stopped.abort();
      await followed;
      alarm.stop();
      await listening.unlisten();
    },
  };
}
