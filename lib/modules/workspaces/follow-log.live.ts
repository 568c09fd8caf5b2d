import { FollowLogInput, type WorkspaceLogLine } from "#lib/modules/workspaces/schema.ts";
import type { WorkspaceRow } from "#lib/modules/workspaces/store.ts";
import { endOf, followedWorkspace, untilEnd } from "#lib/modules/workspaces/stream-of-runtime.ts";
import { type StreamMessage, stream } from "#lib/operations/query.ts";
import { withoutSecrets } from "#lib/platform/known-secrets.ts";
import { createSharedStreams } from "#lib/platform/share-stream.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

/** What the programs that keep a workspace going told; resumes behind `Last-Event-ID`. One reader serves all who follow. */
export const followLog = stream({
  name: "workspace.follow-log",
  http: "GET /api/workspaces/:workspaceId/logs",
  summary: "Read the log of a workspace, and follow it",
  input: FollowLogInput,
  async open(context) {
    const workspace = await followedWorkspace(context, "logs");
    const { input, signal, lastEventId } = context;
    return untilEnd(messages(workspace, { ...input, after: placeOf(lastEventId), signal }), signal);
  },
});

/** Each line has a place of its own: its millisecond, and which one of that millisecond it is. */
interface PlacedLine extends WorkspaceLogLine {
  place: Place;
}
type Place = readonly [atMs: number, index: number];

const linesMax = 5_000;
const lineCharactersMax = 8_192;
const logs = createSharedStreams<PlacedLine>({ itemsMax: linesMax });

interface Following {
  follow: boolean;
  since?: Date | undefined;
  after: Place | null;
  signal: AbortSignal;
}

async function* messages(workspace: WorkspaceRow, following: Following): AsyncGenerator<StreamMessage> {
  const { follow, since, after, signal } = following;
  const source = (closing: AbortSignal) =>
    linesOf(workspace, { follow, since: follow ? undefined : since, signal: closing });
  const told = follow ? logs.follow(workspace.id, source, signal) : asTold(source(signal));
  for await (const one of told) {
    if ("missed" in one) {
      yield { event: "gap", data: { lines: one.missed } };
      continue;
    }
    const { place, at, line } = one.item;
    const isOld = since !== undefined && at !== null && at < since.toISOString();
    if (isOld || (after !== null && !isBehind(place, after))) continue;
    yield { id: place.join("."), event: "line", data: { at, line } satisfies WorkspaceLogLine };
  }
  if (!signal.aborted) yield endOf("succeeded", follow ? "The workspace does not run any more." : null);
}

async function* asTold(lines: AsyncIterable<PlacedLine>): AsyncGenerator<{ item: PlacedLine }> {
  for await (const item of lines) yield { item };
}

async function* linesOf(
  workspace: WorkspaceRow,
  options: { follow: boolean; since?: Date | undefined; signal: AbortSignal },
): AsyncGenerator<PlacedLine> {
  const runtime = await runtimeFor(workspace.runtime);
  let [atMs, index] = [0, -1];
  for await (const { at, text } of runtime.logs(workspace.runtimeRef ?? workspace.id, options)) {
    // A line without a time belongs to the one before it.
    const ms = Math.max(at?.getTime() ?? atMs, atMs);
    index = ms === atMs ? index + 1 : 0;
    atMs = ms;
    yield {
      place: [atMs, index],
      at: at?.toISOString() ?? null,
      line: withoutSecrets(text).slice(0, lineCharactersMax),
    };
  }
}

const isBehind = ([ms, index]: Place, [afterMs, afterIndex]: Place): boolean =>
  ms > afterMs || (ms === afterMs && index > afterIndex);

function placeOf(lastEventId: string | null): Place | null {
  const [, ms, index] = /^(\d{1,15})\.(\d{1,9})$/.exec(lastEventId ?? "") ?? [];
  return ms === undefined || index === undefined ? null : [Number(ms), Number(index)];
}
