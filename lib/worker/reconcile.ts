import { noteActivity } from "#lib/modules/projects/note-activity.ts";
import { createReconciler } from "#lib/modules/workspaces/reconcile-workspaces.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { every } from "#lib/worker/chore.ts";

const pauseMs = 10_000;

/** Looks at what really runs, at once and every 10 s. `stop` ends a look that is under way. */
export function startReconciler(platform: Platform): { stop(): void } {
  const reconciler = createReconciler(platform);
  const stopped = new AbortController();
  const chores = [
    every(pauseMs, platform, "look at the workspaces", () => reconciler.round(stopped.signal)),
    every(pauseMs, platform, "note what was done in the projects", () => noteActivity(platform)),
  ];
  return {
    stop() {
      stopped.abort();
      for (const chore of chores) chore.stop();
    },
  };
}
