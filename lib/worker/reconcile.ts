import { noteActivity } from "#lib/modules/projects/note-activity.ts";
import { followChanges } from "#lib/modules/workspaces/follow-changes.ts";
import { createReconciler } from "#lib/modules/workspaces/reconcile-workspaces.ts";
import { every } from "#lib/platform/chore.ts";
import type { Platform } from "#lib/platform/platform.ts";

const pauseMs = 10_000;
const awayPauseMs = 2_000;

/** Looks at what really runs, at once and every 10 s, and where a runtime says that something happened. `stop` ends a look that is under way. */
export function startReconciler(platform: Platform): { stop(): void } {
  const reconciler = createReconciler(platform);
  const stopped = new AbortController();
  const { signal } = stopped;
  const chores = [
    every(pauseMs, platform, "look at the workspaces", () => reconciler.round(signal)),
    every(awayPauseMs, platform, "look for runtimes that are away", () => reconciler.lookForAway(signal)),
    every(pauseMs, platform, "note what was done in the projects", () => noteActivity(platform)),
  ];
  followChanges(platform, reconciler, signal).catch((error: unknown) => {
    if (!signal.aborted) platform.log.warn({ err: error }, "what happens to workspaces is not followed");
  });
  return {
    stop() {
      stopped.abort();
      for (const chore of chores) chore.stop();
    },
  };
}
