import { followPullRequests } from "#lib/modules/runs/pull-requests/follow-pull-requests.ts";
import { every } from "#lib/platform/chore.ts";
import type { Platform } from "#lib/platform/platform.ts";

const pauseMs = 30_000;

/** Looks from time to time how the pull requests of approved work stand. */
export function startPullRequestFollower(platform: Platform): { stop(): void } {
  const stopped = new AbortController();
  const chore = every(pauseMs, platform, "look at pull requests", () =>
    followPullRequests(platform, stopped.signal),
  );
  return {
    stop() {
      chore.stop();
      stopped.abort(new Error("The server stops."));
    },
  };
}
