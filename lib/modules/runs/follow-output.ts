import { invalid } from "#lib/kernel/errors.ts";
import { eventView } from "#lib/modules/runs/event-view.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import { FollowEventsInput } from "#lib/modules/runs/schema.ts";
import { shownRun } from "#lib/modules/runs/shown-run.ts";
import { findRunState, listRunEvents, outputKey } from "#lib/modules/runs/store.ts";
import { type StreamContext, type StreamMessage, stream } from "#lib/operations/query.ts";
import { accessToProject } from "#lib/platform/auth/scope.ts";
import { setAlarm } from "#lib/platform/events/alarm.ts";

const pageMax = 500;
/** How long nothing may come before it looks by itself, and asks again for the right to listen. */
const lookMs = 4_000;

/** Everything a run said, then what it says, until it stands still; resumes behind `Last-Event-ID`. */
export const followOutput = stream({
  name: "run.follow-output",
  http: "GET /api/projects/:projectId/tasks/:taskId/output",
  summary: "Follow what the agent of a task says and does",
  input: FollowEventsInput,
  async open(context) {
    const { run } = await shownRun(context.tx, context.actor, context.input);
    const { lastEventId } = context;
    if (lastEventId && !/^\d{1,9}$/.test(lastEventId)) throw invalid("Last-Event-ID", "must be a sequence");
    return messages(context, run?.id ?? null, lastEventId ? Number(lastEventId) : (context.input.after ?? 0));
  },
});

async function* messages(
  { tx, actor, input, signal, hub }: StreamContext<{ projectId: string }>,
  runId: string | null,
  afterAtFirst: number,
): AsyncGenerator<StreamMessage> {
  if (runId === null) return;
  let after = afterAtFirst;
  let checkedAtMs = Date.now();
  const alarm = setAlarm(hub, outputKey(runId), signal);
  try {
    while (!signal.aborted) {
      // The state is read first: what was said before the end is then in the page that follows.
      const state = await findRunState(tx, runId);
      const page = await listRunEvents(tx, runId, after, pageMax);
      for (const row of page) {
        after = row.sequence;
        yield { id: String(row.sequence), event: row.kind, data: eventView(row) };
      }
      if (page.length === pageMax) continue;
      if (!state || !isLive(state)) return;
      if (Date.now() - checkedAtMs > lookMs) {
        if ((await accessToProject(tx, actor, input.projectId)) === "none") return;
        checkedAtMs = Date.now();
      }
      await alarm.wait(lookMs);
    }
  } finally {
    alarm.stop();
  }
}
