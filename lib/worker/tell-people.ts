import { TellingError, tellNext } from "#lib/modules/notifications/tell.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { type Follower, onCommits } from "#lib/worker/on-commits.ts";

const pollMs = 5_000;
/** So often an event is tried before it is passed by: one that cannot be told must not silence all that follow. */
const triesMax = 5;

/** Tells people what waits for them, as it happens. */
export function startTeller(platform: Platform): Promise<Follower> {
  const failed = { eventId: 0, tries: 0 };
  return onCommits(platform, {
    what: "tell people what happened",
    pollMs,
    async work(stopped) {
      try {
        const skip = failed.tries >= triesMax ? failed.eventId : undefined;
        while (!stopped.aborted && (await tellNext(platform, skip)) > 0);
      } catch (error) {
        if (error instanceof TellingError) {
          failed.tries = failed.eventId === error.eventId ? failed.tries + 1 : 1;
          failed.eventId = error.eventId;
        }
        throw error;
      }
    },
  });
}
