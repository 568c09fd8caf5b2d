import { foundMatch, searchOf } from "#lib/modules/files/found-match.ts";
import { type FileMatch, FindInFilesInput } from "#lib/modules/files/schema.ts";
import { reachWorkspace, withWorkspace, workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { type StreamMessage, stream } from "#lib/operations/query.ts";
import { openSearch } from "#lib/providers/workspaced/files.ts";
import { readLineBatches } from "#lib/providers/workspaced/line-stream.ts";
import { SearchLine } from "#workspaced/protocol/files.ts";

/** The same as files.search, told as it is found. Who leaves ends the search; there is no resume. */
export const findInFiles = stream({
  name: "files.find",
  http: "GET /api/workspaces/:workspaceId/files/find",
  summary: "Search in a workspace's files, and follow what is found",
  input: FindInFilesInput,
  async open({ tx, actor, input, platform, signal }) {
    await workspaceFacts(tx, actor, input.workspaceId);
    const address = await reachWorkspace(tx, platform, input.workspaceId);
    // Opened before the head: a pattern that cannot be searched for is a plain 400.
    const found = await withWorkspace(address, (reached) => openSearch(reached, searchOf(input), { signal }));
    return messages(readLineBatches(found, SearchLine), signal);
  },
});

async function* messages(
  batches: AsyncGenerator<SearchLine[]>,
  signal: AbortSignal,
): AsyncGenerator<StreamMessage> {
  try {
    for await (const lines of batches) {
      const items: FileMatch[] = lines.flatMap((line) => (line.type === "match" ? [foundMatch(line)] : []));
      if (items.length > 0) yield { event: "matches", data: { items } };
      const done = lines.find((line) => line.type === "done");
      if (done === undefined) continue;
      const { matches, isTruncated, durationMs, problem } = done;
      yield { event: "done", data: { matches, isTruncated, durationMs, problem } };
    }
  } catch (error) {
    // Cut off without `done`, which says that it is not the whole.
    if (!signal.aborted) throw error;
  }
}
