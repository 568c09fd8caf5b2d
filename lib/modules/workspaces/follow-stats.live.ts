import { FollowStatsInput, type WorkspaceSample } from "#lib/modules/workspaces/schema.ts";
import type { WorkspaceRow } from "#lib/modules/workspaces/store.ts";
import { endOf, followedWorkspace, untilEnd } from "#lib/modules/workspaces/stream-of-runtime.ts";
import { type StreamMessage, stream } from "#lib/operations/query.ts";
import { createSharedStreams } from "#lib/platform/share-stream.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

/** What a workspace uses, a sample each two seconds and only while somebody looks. One sampler serves all who follow. */
export const followStats = stream({
  name: "workspace.follow-stats",
  http: "GET /api/workspaces/:workspaceId/stats",
  summary: "Read what a workspace uses, and follow it",
  input: FollowStatsInput,
  async open(context) {
    const workspace = await followedWorkspace(context, "stats");
    const { input, signal, lastEventId } = context;
    const after = lastEventId !== null && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : 0;
    return untilEnd(messages(workspace, { follow: input.follow, after, signal }), signal);
  },
});

const intervalMs = 2_000;
/** Three minutes: whoever comes later is given them at once. */
const samplesMax = 90;
const samplers = createSharedStreams<WorkspaceSample>({ itemsMax: samplesMax });

interface Following {
  follow: boolean;
  /** Of the last sample that the client has. */
  after: number;
  signal: AbortSignal;
}

async function* messages(workspace: WorkspaceRow, following: Following): AsyncGenerator<StreamMessage> {
  const { follow, after, signal } = following;
  if (workspace.observedState !== "running") {
    yield endOf("stopped", "The workspace does not run.");
    return;
  }
  const source = (closing: AbortSignal) => samplesOf(workspace, closing);
  for await (const one of samplers.follow(workspace.id, source, signal)) {
    if ("missed" in one) continue;
    const atMs = Date.parse(one.item.at);
    if (atMs <= after) continue;
    yield { id: String(atMs), event: "sample", data: one.item };
    if (follow) continue;
    yield endOf("succeeded");
    return;
  }
  if (!signal.aborted) yield endOf("stopped", "The workspace does not run any more.");
}

async function* samplesOf(workspace: WorkspaceRow, signal: AbortSignal): AsyncGenerator<WorkspaceSample> {
  const runtime = await runtimeFor(workspace.runtime);
  const options = { intervalMs, signal };
  for await (const { at, ...figures } of runtime.stats(workspace.runtimeRef ?? workspace.id, options)) {
    yield { at: at.toISOString(), ...figures };
  }
}
