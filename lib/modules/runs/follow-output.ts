import { setTimeout as wait } from "node:timers/promises";
import { invalid } from "#lib/kernel/errors.ts";
import { eventView } from "#lib/modules/runs/event-view.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import { FollowOutputInput } from "#lib/modules/runs/schema.ts";
import { shownRun } from "#lib/modules/runs/shown-run.ts";
import { findRun, listRunEvents } from "#lib/modules/runs/store.ts";
import { type QueryContext, type StreamMessage, stream } from "#lib/operations/query.ts";
import { accessToProject } from "#lib/platform/auth/scope.ts";

const pageMax = 500;
const lookMs = 150;
const recheckMs = 4_000;

/** Everything a run said, then what it says, until it stands still; resumes behind `Last-Event-ID`. */
export const followOutput = stream({
  name: "run.follow-output",
  http: "GET /api/projects/:projectId/tasks/:taskId/output",
  summary: "Follow what the agent of a task says and does",
  input: FollowOutputInput,
  async open(context) {
    const { run } = await shownRun(context.tx, context.actor, context.input);
    const { lastEventId } = context;
    if (lastEventId && !/^\d{1,9}$/.test(lastEventId)) throw invalid("Last-Event-ID", "must be a sequence");
    return messages(context, run?.id ?? null, Number(lastEventId) || 0);
  },
});

async function* messages(
  { tx, actor, input, signal }: QueryContext<{ projectId: string }>,
  runId: string | null,
  afterAtFirst: number,
): AsyncGenerator<StreamMessage> {
  if (runId === null) return;
  let after = afterAtFirst;
  let checkedAtMs = Date.now();
  while (!signal.aborted) {
    // The state is read first: what was said before the end is then in the page that follows.
    const run = await findRun(tx, runId);
    const page = await listRunEvents(tx, runId, after, pageMax);
    for (const row of page) {
      after = row.sequence;
      yield { id: String(row.sequence), event: row.kind, data: eventView(row) };
    }
    if (page.length === pageMax) continue;
    if (!run || !isLive(run.state)) return;
    if (Date.now() - checkedAtMs > recheckMs) {
      if ((await accessToProject(tx, actor, input.projectId)) === "none") return;
      checkedAtMs = Date.now();
    }
    await wait(lookMs, undefined, { signal }).catch(() => undefined);
  }
}
