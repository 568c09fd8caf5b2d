import { AppError } from "#lib/kernel/errors.ts";
import { type ComparedRun, Comparison } from "#lib/modules/contests/schema.ts";
import { listContest } from "#lib/modules/contests/store.ts";
import { type RunRow, runViews } from "#lib/modules/runs/of-task.ts";
import { worktreeRootOf } from "#lib/modules/runs/rules.ts";
import { RunTaskInput } from "#lib/modules/runs/schema.ts";
import { taskFacts } from "#lib/modules/tasks/task-facts.ts";
import { reachWorkspace, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { getDiff } from "#lib/providers/workspaced/git.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

export const readComparison = query({
  name: "run.read-comparison",
  http: "GET /api/projects/:projectId/tasks/:taskId/comparison",
  summary: "The results that a task's runs came to, side by side",
  input: RunTaskInput,
  output: Comparison,
  async read({ tx, input, actor, platform, signal }) {
    const { task, run, workspace } = await taskFacts(tx, actor, input);
    const members = run ? await listContest(tx, run) : [];
    if (!run || members.length === 0) return { isOpen: false, items: [] };
    const views = await runViews(
      tx,
      members.map(({ id }) => id),
    );
    const address = await reachWorkspace(tx, platform, workspace.id).catch(unlessAway);
    const changes = await Promise.all(members.map((member) => changesOf(address, member, signal)));
    const isOpen = run.contestId !== null;
    const items = members.flatMap((member, index): ComparedRun[] => {
      const view = views.get(member.id);
      if (!view) return [];
      const isKept = !isOpen && member.id === task.currentRunId;
      const isKeepable = member.state === "finished" && member.isWorktreeKept && !isKept;
      return [
        {
          run: view,
          configVersion: member.configVersion,
          isKept,
          isKeepable,
          changes: changes[index] ?? null,
        },
      ];
    });
    return { isOpen, items };
  },
});

async function changesOf(address: WorkspacedAddress | null, run: RunRow, signal: AbortSignal) {
  if (!address || !run.baseCommit || !run.isWorktreeKept) return null;
  const asked = { root: worktreeRootOf(run), base: run.baseCommit, list: true };
  const diff = await withWorkspace(address, (at) => getDiff(at, asked, { signal })).catch(unlessAway);
  return diff?.totals ?? null;
}

/** What stands in the rows can be compared while the workspace is away. */
function unlessAway(error: unknown): null {
  if (error instanceof AppError && error.type !== "INTERNAL_ERROR") return null;
  throw error;
}
