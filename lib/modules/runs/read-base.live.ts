import { worktreeRootOf } from "#lib/modules/runs/rules.ts";
import { RunBase, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { shownRun } from "#lib/modules/runs/shown-run.ts";
import { reachWorkspace, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { compareWithBase } from "#lib/providers/workspaced/git.ts";

/** How far a run and the branch it began from have parted; zero where nothing can be merged any more. */
export const readBase = query({
  name: "run.read-base",
  http: "GET /api/projects/:projectId/tasks/:taskId/base",
  summary: "How far a task's run and its base branch have parted",
  input: RunTaskInput,
  output: RunBase,
  async read({ tx, input, actor, platform, signal }) {
    const { run, workspace } = await shownRun(tx, actor, input);
    const none = { branch: run?.baseBranch ?? null, ahead: 0, behind: 0 };
    if (!run?.baseCommit || !run.isWorktreeKept) return none;
    const address = await reachWorkspace(tx, platform, workspace.id);
    const asked = { root: worktreeRootOf(run), base: run.baseBranch };
    const { ahead, behind } = await withWorkspace(address, (at) => compareWithBase(at, asked, { signal }));
    return { branch: run.baseBranch, ahead, behind };
  },
});
