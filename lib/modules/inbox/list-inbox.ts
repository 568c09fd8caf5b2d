import { byUrgency, kindOf, otherwiseOf } from "#lib/modules/inbox/rules.ts";
import { type InboxItem, InboxPage, ListInboxInput } from "#lib/modules/inbox/schema.ts";
import { selectOpenAsks, selectPaused, selectReviews } from "#lib/modules/inbox/store.ts";
import { PermissionEvent, QuestionEvent } from "#lib/modules/runs/schema.ts";
import { askEvent } from "#lib/modules/runs/tell.ts";
import { describeAnswerable } from "#lib/operations/answerable.ts";
import { query } from "#lib/operations/query.ts";
import { listQueue } from "#lib/operations/queue-store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

const operationsMax = 200;

/** What the one who asks may answer now, and nothing else: what they may only read does not wait for them. */
export const listInbox = query({
  name: "inbox.list",
  http: "GET /api/inbox",
  summary: "What waits for you: agents' asks, approvals, reviews and runs that stand still",
  input: ListInboxInput,
  output: InboxPage,
  async read({ tx, actor, input: { projectId, kind } }) {
    const [work, approvals] = await Promise.all([
      waitingWork(tx, actor, projectId),
      waitingApprovals(tx, actor, projectId),
    ]);
    const all = [...work, ...approvals].sort(byUrgency);
    const counts = { ask: 0, approval: 0, review: 0, paused: 0 };
    for (const item of all) counts[kindOf(item)] += 1;
    const items = kind === undefined ? all : all.filter((item) => kindOf(item) === kind);
    return { items, nextCursor: null, counts };
  },
});

type TaskRow = Awaited<ReturnType<typeof selectReviews>>[number];

async function waitingWork(tx: Tx, actor: Actor, projectId: string | undefined): Promise<InboxItem[]> {
  const [asks, reviews, paused] = await Promise.all([
    selectOpenAsks(tx, actor, projectId),
    selectReviews(tx, actor, projectId),
    selectPaused(tx, actor, projectId),
  ]);
  return [...asks.map(askItem), ...reviews.map(reviewItem), ...paused.map(pausedItem)];
}

const placeOf = ({ project, task, run }: TaskRow) => ({
  project,
  task: { id: task.id, number: task.number, title: task.title },
  runId: run.id,
});

function askItem(row: Awaited<ReturnType<typeof selectOpenAsks>>[number]): InboxItem {
  const { ask } = row;
  const { data } = askEvent(ask, null);
  const common = {
    ...placeOf(row),
    id: ask.id,
    since: ask.createdAt.toISOString(),
    deadlineAt: ask.expiresAt?.toISOString() ?? null,
  };
  return ask.kind === "permission"
    ? { ...common, kind: "permission", otherwise: otherwiseOf.permission, ask: PermissionEvent.parse(data) }
    : { ...common, kind: "question", otherwise: otherwiseOf.question, ask: QuestionEvent.parse(data) };
}

function reviewItem(row: TaskRow): InboxItem {
  const { task, run } = row;
  return {
    ...placeOf(row),
    id: run.id,
    kind: "review",
    since: (run.endedAt ?? task.updatedAt).toISOString(),
    deadlineAt: null,
    otherwise: otherwiseOf.review,
    verdict: run.verdict && { verdict: run.verdict.verdict, summary: run.verdict.summary },
    reason: task.statusReason,
  };
}

function pausedItem(row: TaskRow): InboxItem {
  const { task, run } = row;
  return {
    ...placeOf(row),
    id: run.id,
    kind: "paused",
    since: (run.endedAt ?? task.updatedAt).toISOString(),
    deadlineAt: null,
    otherwise: otherwiseOf.paused,
    reason: run.stateReason,
    pausedFor: run.pausedFor,
  };
}

async function waitingApprovals(tx: Tx, actor: Actor, projectId: string | undefined): Promise<InboxItem[]> {
  const rows = await listQueue(tx, actor, { view: "waiting", projectId }, operationsMax);
  const operations = await describeAnswerable(tx, actor, rows);
  return operations
    .filter(({ may }) => may.confirm || may.approve)
    .map((operation) => ({
      id: operation.id,
      kind: "approval",
      project: null,
      since: operation.createdAt,
      deadlineAt: operation.expiresAt,
      otherwise: otherwiseOf.approval,
      operationId: operation.id,
      command: operation.command,
      level: operation.level,
      targetName: operation.target.name,
      changes: operation.changes,
      actor: { kind: operation.actor.kind, name: operation.actor.name },
      reason: operation.reason,
      notBefore: operation.notBefore,
    }));
}
