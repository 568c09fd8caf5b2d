import type { WorkContext } from "#lib/operations/handler.ts";
import type { GitProgress } from "#lib/providers/workspaced/git-call.ts";

/** What git says of its work with a remote, as the operation's progress, and each phase once in its log. */
export function tellProgress({
  progress,
  log,
}: Pick<WorkContext<unknown, unknown>, "progress" | "log">): (line: GitProgress) => void {
  let last = "";
  return ({ phase, percent }) => {
    progress(percent, phase);
    if (phase !== last || percent === 100) log(`${phase}: ${percent} %`);
    last = phase;
  };
}
