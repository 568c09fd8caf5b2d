import { conflict } from "#lib/kernel/errors.ts";
import { worktreeRootOf } from "#lib/modules/runs/rules.ts";
import { FollowOutputInput, RunDiff } from "#lib/modules/runs/schema.ts";
import { shownRun } from "#lib/modules/runs/shown-run.ts";
import { reachWorkspace, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { getDiff } from "#lib/providers/workspaced/git.ts";

const empty: RunDiff = {
  base: null,
  head: null,
  files: [],
  totals: { files: 0, additions: 0, deletions: 0 },
  truncated: false,
};

/** The worktree against what it began from; once the worktree is gone, the commits that were recorded. */
export const readRunDiff = query({
  name: "run.read-diff",
  http: "GET /api/projects/:projectId/tasks/:taskId/diff",
  summary: "What a task's run changed, by file",
  input: FollowOutputInput,
  output: RunDiff,
  async read({ tx, input, actor, platform, signal }) {
    const { run, workspace } = await shownRun(tx, actor, input);
    if (!run?.baseCommit) return empty;
    const base = run.baseCommit;
    const address = await reachWorkspace(tx, platform, workspace.id);
    if (run.isWorktreeKept) {
      const root = worktreeRootOf(run);
      return withWorkspace(address, (at) => getDiff(at, { root, base }, { signal }));
    }
    if (!run.mergeCommit || !run.headCommit) throw conflict("The run was dropped, and its changes with it.");
    const head = run.headCommit;
    return withWorkspace(address, (at) => getDiff(at, { root: "workspace", base, head }, { signal }));
  },
});
