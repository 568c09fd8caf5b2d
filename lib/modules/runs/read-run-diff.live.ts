import { conflict } from "#lib/kernel/errors.ts";
import { worktreeRootOf } from "#lib/modules/runs/rules.ts";
import { ReadRunDiffInput, RunDiff } from "#lib/modules/runs/schema.ts";
import { digestOfChanges } from "#lib/modules/runs/seen-changes.ts";
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
  input: ReadRunDiffInput,
  output: RunDiff,
  async read({ tx, input, actor, platform, signal }) {
    const { run, workspace } = await shownRun(tx, actor, input);
    if (!run?.baseCommit) return empty;
    const { since, path, oldPath, ignoreSpace, list } = input;
    const base = (since === "review" ? run.reviewedCommit : null) ?? run.baseCommit;
    const asked = { base, path, oldPath, ignoreSpace, list };
    const address = await reachWorkspace(tx, platform, workspace.id);
    if (run.isWorktreeKept) {
      const root = worktreeRootOf(run);
      const diff = await withWorkspace(address, (at) => getDiff(at, { root, ...asked }, { signal }));
      const isAll = list === true && base === run.baseCommit && path === undefined && ignoreSpace !== true;
      return isAll ? { ...diff, digest: digestOfChanges(diff) } : diff;
    }
    // What a pull request offers stays in its branch.
    if (!(run.mergeCommit || run.pullRequest) || !run.headCommit)
      throw conflict("The run was dropped, and its changes with it.");
    const head = run.headCommit;
    return withWorkspace(address, (at) => getDiff(at, { root: "workspace", head, ...asked }, { signal }));
  },
});
