import { newId } from "#lib/kernel/ids.ts";
import { configOf } from "#lib/modules/configs/in-force.ts";
import { promptOfMessages } from "#lib/modules/messages/rules.ts";
import { followSession } from "#lib/modules/runs/follow-session.ts";
import { readOwnRun } from "#lib/modules/runs/record-events.ts";
import { worktreeRootOf } from "#lib/modules/runs/rules.ts";
import { runCheckWithReport } from "#lib/modules/runs/run-check.ts";
import { openDriver, startRunAgent } from "#lib/modules/runs/run-place.ts";
import type { CheckResult, Verdict } from "#lib/modules/runs/schema.ts";
import { changeOwnRun, insertInteraction, type RunChange, writeRunEvents } from "#lib/modules/runs/store.ts";
import type { Supervision } from "#lib/modules/runs/supervision.ts";
import { tellRun, tellStatus } from "#lib/modules/runs/tell.ts";
import { takeTexts, tellMessages } from "#lib/modules/runs/tell-messages.ts";
import { changesPrompt, reviewAgainPrompt, reviewPrompt } from "#lib/modules/runs/texts.ts";
import { advanceTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import { transact } from "#lib/platform/db/transact.ts";
import { withoutSecrets } from "#lib/platform/known-secrets.ts";
import type { AgentEndpoint, TurnEnd } from "#lib/providers/agents/port.ts";
import { readVerdict, reviewVerdictFormat } from "#lib/providers/agents/verdict.ts";
import { getDiff } from "#lib/providers/workspaced/git.ts";

const attemptsMax = 2;

/** The project's check, then a reader in a session of its own; its verdict sends the work back or on to a person. */
export async function reviewWork(supervision: Supervision): Promise<void> {
  const { platform, lease, run, task, address, end } = supervision;
  const check = await checkOnce(supervision);
  // Who asked to stop it stands in the row; the next look at it ends the run in their name.
  if (lease.abortAsked.aborted) return;
  if (lease.interruptAsked.aborted) return void (await tellMessages(supervision));
  const endpoint = await startRunAgent(platform, address, run, task.number);
  const asked = await askReviewer(supervision, endpoint, check);
  if (lease.signal.aborted || lease.abortAsked.aborted) return;
  if (lease.interruptAsked.aborted) return void (await tellMessages(supervision));
  if (asked === "again") return;
  if ("interrupted" in asked) return end({ state: "interrupted", reason: asked.interrupted, event: null });
  await settle(supervision, endpoint, check, asked);
}

const keep = ({ platform, run, lease }: Supervision, change: RunChange) =>
  changeOwnRun(platform.database.orm, run.id, lease.owner, change);

async function checkOnce(supervision: Supervision): Promise<CheckResult | null> {
  const { platform, lease, run, address, limits } = supervision;
  const config = await configOf(platform.database.orm, run.projectId, run.configVersion);
  if (!config.checkCommand || run.check) return run.check;
  await keep(supervision, { activity: withoutSecrets(`Runs ${config.checkCommand}`).slice(0, 160) });
  await tellReview(supervision, "checking", null, null);
  const command = config.checkCommand;
  const signal = AbortSignal.any([lease.signal, lease.abortAsked, lease.interruptAsked]);
  const input = {
    root: worktreeRootOf(run),
    command,
    reportPath: config.checkReport,
    deadlineMs: limits.checkMs,
  };
  const check = await runCheckWithReport(address, input, { signal }).catch((error: unknown) => {
    if (lease.abortAsked.aborted || lease.interruptAsked.aborted) return null;
    throw error;
  });
  if (check) await keep(supervision, { check });
  return check;
}

/** The verdict; "again" where it has to be asked for once more; or why the reviewer came to none. */
async function askReviewer(
  supervision: Supervision,
  endpoint: AgentEndpoint,
  check: CheckResult | null,
): Promise<Verdict | "again" | { interrupted: string | null }> {
  const { platform, lease, run, task, address, workspaceId } = supervision;
  const driver = await openDriver();
  await tellReview(supervision, "reviewing", check, null);
  const sessionId =
    run.reviewSessionId ??
    (
      await driver.createSession(endpoint, {
        title: `Review of ${task.title}`,
        runId: run.id,
        model: run.model,
        isReadOnly: true,
      })
    ).sessionId;
  const messageId = run.reviewMessageId ?? (await driver.createMessageId(endpoint, sessionId));
  await keep(supervision, { reviewSessionId: sessionId, reviewMessageId: messageId, activity: "Reviews" });
  const root = worktreeRootOf(run);
  const { files } = await getDiff(address, { root, base: run.baseCommit ?? run.baseBranch });
  const patches = files.map(({ path, patch }) => `${path}\n${patch}`).join("\n");
  const { reviewPrompt: wishes } = await configOf(platform.database.orm, run.projectId, run.configVersion);
  const text = run.reviewAttempt > 0 ? reviewAgainPrompt : reviewPrompt({ task, patches, check, wishes });
  await driver.prompt(endpoint, sessionId, { messageId, text, format: reviewVerdictFormat });
  const prefix = `review:${run.reviewRound}:`;
  const { owner } = lease;
  const turn = await followSession({
    recording: { platform, run, owner, workspaceId, sessionId, source: "reviewer", prefix },
    lease,
    address,
    endpoint,
    messageId,
    limits: supervision.limits,
  });
  if (!turn) return "again";
  if (turn.reason === "interrupted" || (await isOutOfMoney(supervision, turn.reason))) {
    return { interrupted: turn.message };
  }
  const given = turn.reason === "completed" ? readVerdict(turn.answer) : null;
  if (given) {
    const comments = given.comments.map(({ path, line, text }) => ({ path, line: line ?? null, text }));
    return { verdict: given.verdict, summary: given.summary, comments };
  }
  if (run.reviewAttempt + 1 < attemptsMax) {
    await keep(supervision, { reviewAttempt: run.reviewAttempt + 1, reviewMessageId: null });
    return "again";
  }
  const why = turn.message ?? "its answer could not be read";
  return { verdict: "none", summary: `The reviewer gave no usable verdict: ${why}.`, comments: [] };
}

/** Then it is no verdict that is missing: the review is asked for anew when the run goes on. */
async function isOutOfMoney({ platform, run, lease }: Supervision, reason: TurnEnd): Promise<boolean> {
  if (reason !== "error") return false;
  return (await readOwnRun(platform, run.id, lease.owner))?.pausedFor === "budget";
}

async function tellReview(
  { platform, run, lease }: Supervision,
  phase: "checking" | "reviewing" | "done",
  check: CheckResult | null,
  verdict: Verdict | null,
): Promise<void> {
  const data = { round: run.reviewRound, phase, check, verdict };
  const event = { key: `review:${run.reviewRound}`, kind: "review", revision: newId(), data } as const;
  await transact(platform.database, async (tx) => {
    await writeRunEvents(tx, run.id, [event], lease.owner);
    tellRun(tx, run);
  });
}

/** Changes go back to the agent while rounds are left; all else is for a person to say. */
async function settle(
  supervision: Supervision,
  endpoint: AgentEndpoint,
  check: CheckResult | null,
  verdict: Verdict,
): Promise<void> {
  const { platform, lease, run, end } = supervision;
  await tellReview(supervision, "done", check, verdict);
  const { turnsMax } = await configOf(platform.database.orm, run.projectId, run.configVersion);
  const isSpent = turnsMax !== null && run.turns >= turnsMax;
  const isSentBack = verdict.verdict === "changes" && run.reviewRoundsLeft > 0 && !isSpent;
  if (!isSentBack) {
    if (await tellMessages(supervision)) return;
    await end({
      state: "finished",
      reason: reasonOf(check, verdict, isSpent ? run.turns : null),
      event: "review.passed",
      change: { check, verdict },
    });
    return;
  }
  if (!run.sessionId) throw new Error("A reviewed run has no session.");
  const driver = await openDriver();
  const messageId = await driver.createMessageId(endpoint, run.sessionId);
  await transact(platform.database, async (tx) => {
    const locked = await lockTask(tx, run.taskId);
    const texts = await takeTexts(tx, run.id);
    const back = await changeOwnRun(tx, run.id, lease.owner, {
      state: "running",
      messageId,
      pendingPrompt: promptOfMessages([changesPrompt(verdict), ...texts]),
      turns: run.turns + 1,
      reviewRoundsLeft: run.reviewRoundsLeft - 1,
      check,
      verdict,
      activity: null,
    });
    if (!back) throw new Error("Another supervisor has taken the run over.");
    await insertInteraction(tx, {
      id: newId(),
      runId: run.id,
      kind: "review",
      state: "settled",
      request: { ...verdict },
    });
    await tellStatus(tx, back, "running", "The review asks for changes");
    if (back.contestId === null) await advanceTask(tx, locked, "review.asks_for_changes");
  });
}

function reasonOf(
  check: CheckResult | null,
  { verdict, summary }: Verdict,
  /** How many prompts the run was given, where that is all it may be given. */
  spent: number | null,
): string | null {
  if (verdict === "none") return summary;
  if (verdict === "changes" && spent !== null) {
    const prompts = spent === 1 ? "its one prompt" : `all of its ${spent} prompts`;
    return `The review asks for changes, and the run was given ${prompts}. Send it back to let it go on.`;
  }
  if (verdict === "changes") return "The review asks for changes, and its rounds are used up.";
  if (check?.isTimedOut) return "The check did not end in its time.";
  if (check && check.exitCode !== 0) return "The check failed.";
  return null;
}
