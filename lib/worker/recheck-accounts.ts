import { recheckAccounts } from "#lib/modules/identity-providers/recheck-accounts.ts";
import { every } from "#lib/platform/chore.ts";
import type { Platform } from "#lib/platform/platform.ts";

const pauseMs = 60_000;

/** Looks from time to time whether those who came by an identity provider still have their place there. */
export function startAccountChecker(platform: Platform): { stop(): void } {
  const stopped = new AbortController();
  const chore = every(pauseMs, platform, "look at accounts again", () =>
    recheckAccounts(platform, stopped.signal),
  );
  return {
    stop() {
      chore.stop();
      stopped.abort(new Error("The server stops."));
    },
  };
}
