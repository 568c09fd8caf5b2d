import { deliverNext } from "#lib/modules/notifications/deliver.ts";
import { forgetOld } from "#lib/modules/notifications/forget-old.ts";
import { every } from "#lib/platform/chore.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { type Follower, onCommits } from "#lib/worker/on-commits.ts";

/** So many are sent at a time: one that hangs holds up no other. */
const hands = 3;
const pollMs = 2_000;
const hourMs = 3_600_000;

/** Sends what the channels have to send, each when it is due, and keeps their log short. */
export async function startDeliveries(platform: Platform): Promise<Follower> {
  const followers = await Promise.all(
    Array.from({ length: hands }, () =>
      onCommits(platform, {
        what: "send a notice",
        pollMs,
        async work(stopped) {
          while (!stopped.aborted && (await deliverNext(platform, stopped)));
        },
      }),
    ),
  );
  const chore = every(hourMs, platform, "forget old notices", () => forgetOld(platform));
  return {
    async stop() {
      chore.stop();
      await Promise.all(followers.map((follower) => follower.stop()));
    },
  };
}
