import { deliveryOf } from "#lib/modules/projects/rules.ts";
import type { ApproveTaskInput } from "#lib/modules/runs/answers/schema.ts";
import { approveTask, endApproval } from "#lib/modules/runs/approve-task.ts";
import {
  commitRest,
  type Delivery,
  type Facts,
  findOrigin,
  mergeHere,
  openDelivery,
  pushMerged,
  requireSeen,
  takeOverOrigin,
} from "#lib/modules/runs/delivery.ts";
import { putAwayOthers } from "#lib/modules/runs/other-runs.ts";
import { findTarget, openOffered, pushOffered } from "#lib/modules/runs/pull-requests/offer-work.ts";
import { stopRunAgent } from "#lib/modules/runs/run-place.ts";
import { changeRun, type RunChange } from "#lib/modules/runs/store.ts";
import { tellRun } from "#lib/modules/runs/tell.ts";
import { advanceTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import { handler, type WorkContext } from "#lib/operations/handler.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import { removeWorktree } from "#lib/providers/workspaced/git.ts";

export const runApproveTask = handler(
  approveTask,
  async (context) => {
    const { delivery } = deliveryOf(context.facts.project.deliverySettings);
    await (delivery === "pull_request" ? offer(context) : merge(context));
  },
  {
    failed: (tx, { input, operationId, message }) => endApproval(tx, input.taskId, operationId, message),
  },
);

const tellMerged = (
  { platform, facts: { run, project }, workspaceId }: Delivery,
  commits: { headCommit: string | null; mergeCommit: string },
) =>
  transact(platform.database, async (tx) => {
    await changeRun(tx, run.id, commits);
    tellRun(tx, run);
    publish(tx, { topic: "git", name: "git.changed", subjectId: workspaceId, projectId: project.id });
  });

/** The worktree, and its branch where its commits are all in `base`; false where they stay. */
const removeDelivered = (
  { platform, facts: { run }, step, ask, log }: Delivery,
  branch: { deleteBranch?: true; base?: string },
) =>
  step("Remove the worktree", async () => {
    await stopRunAgent(platform, run, { purge: true });
    return ask((at) => removeWorktree(at, { name: run.worktree, ...branch })).then(
      () => true,
      (error: unknown) => {
        log(`It stays: ${error instanceof Error ? error.message : "it could not be removed"}`);
        return false;
      },
    );
  });

type Context = WorkContext<ApproveTaskInput, Facts>;

async function merge(context: Context): Promise<void> {
  const { facts, log } = context;
  const { run } = facts;
  const { mergeMode, isPushed } = deliveryOf(facts.project.deliverySettings);
  const delivery = await openDelivery(context);
  const headCommit = await commitRest(delivery);
  await requireSeen(delivery, headCommit, context.input.seen);
  const hasOrigin = isPushed && (await findOrigin(delivery));
  if (hasOrigin) await takeOverOrigin(delivery);
  const { mergeCommit, from } = await mergeHere(delivery, headCommit, mergeMode);
  // Before the push: when that is refused, it is merged all the same.
  await tellMerged(delivery, { headCommit, mergeCommit });
  if (hasOrigin) await pushMerged(delivery);
  else log(isPushed ? "There is no origin to push to." : "Merges of this project are not pushed.");
  // Its own commits are not in the target where it was squashed or rebased.
  const base = mergeMode === "merge" ? run.baseBranch : (headCommit ?? run.baseBranch);
  const isRemoved = await removeDelivered(delivery, { deleteBranch: true, base });
  // What it changed is told by commits that stay.
  const told = from === null ? {} : { baseCommit: from, headCommit: mergeCommit };
  const change = { isWorktreeKept: !isRemoved, ...(isRemoved ? told : {}) };
  await endDelivery(context, delivery, { resolution: "merged", change, result: { mergeCommit } });
}

/** The branch stays: it holds the work until the pull request is merged. */
async function offer(context: Context): Promise<void> {
  const delivery = await openDelivery(context);
  const head = await commitRest(delivery);
  await requireSeen(delivery, head, context.input.seen);
  const url = await findTarget(delivery);
  const commit = await pushOffered(delivery, head);
  const pullRequest = await openOffered(delivery, url, commit);
  const change = { isWorktreeKept: !(await removeDelivered(delivery, {})) };
  await endDelivery(context, delivery, { resolution: "pull_request", change, result: { pullRequest } });
}

interface End {
  resolution: "merged" | "pull_request";
  change: RunChange;
  result: Record<string, unknown>;
}

async function endDelivery(
  { facts, platform, operationId, step, log, close }: Context,
  { address }: Delivery,
  { resolution, change, result }: End,
): Promise<void> {
  const { task, run } = facts;
  const away = await putAwayOthers(run, { platform, address, taskNumber: task.number, step, log });
  await close(async (tx) => {
    for (const id of away) await changeRun(tx, id, { isWorktreeKept: false });
    const locked = await lockTask(tx, task.id);
    await changeRun(tx, run.id, change);
    const done = { resolution, statusReason: null, claimOperationId: null };
    if (locked.task.claimOperationId === operationId) {
      await advanceTask(tx, locked, "task.approve", done);
    }
    tellRun(tx, run);
    return { run: { id: run.id, state: run.state }, ...result };
  });
}
