import { AppError } from "#lib/kernel/errors.ts";
import { abortWork } from "#lib/modules/git/abort-work.ts";
import { tellGit } from "#lib/modules/git/git-command.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { abortWork as askAbort } from "#lib/providers/workspaced/git-branches.ts";

export const runAbortWork = handler(abortWork, async ({ input, facts, actor, platform, signal, close }) => {
  if (!facts.isSeen) {
    throw new AppError("SERVICE_UNAVAILABLE", "The workspace did not say what would go. Try again.");
  }
  const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
  const answer = await withWorkspace(address, (reached) =>
    askAbort(reached, { root: input.root }, { signal }),
  );
  await close(async (tx) => {
    tellGit(tx, facts, { changesFiles: true });
    return answer;
  });
});
