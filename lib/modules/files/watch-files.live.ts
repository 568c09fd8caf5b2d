import { WatchFilesInput } from "#lib/modules/files/schema.ts";
import { fromWorkspaced, reachWorkspace, workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import { type StreamMessage, stream } from "#lib/operations/query.ts";
import { watchFiles as followChanges } from "#lib/providers/workspaced/files.ts";
import { type WorkspacedAddress, WorkspacedError } from "#lib/providers/workspaced/request.ts";

/** Paths that change under a root, gathered for 100 ms; the first message comes once it watches. No resume: read anew. */
export const watchFiles = stream({
  name: "files.watch",
  http: "GET /api/workspaces/:workspaceId/files/watch",
  summary: "Follow changes of a workspace's files",
  input: WatchFilesInput,
  async open({ tx, actor, input, platform, signal }) {
    await workspaceFacts(tx, actor, input.workspaceId);
    const address = await reachWorkspace(tx, platform, input.workspaceId);
    return messages(address, input.root, signal);
  },
});

async function* messages(
  address: WorkspacedAddress,
  root: string,
  signal: AbortSignal,
): AsyncGenerator<StreamMessage> {
  try {
    for await (const change of followChanges(address, { root }, { signal })) {
      yield { event: "change", data: change };
    }
  } catch (error) {
    if (signal.aborted) return;
    throw error instanceof WorkspacedError ? fromWorkspaced(error) : error;
  }
}
