import { AppError, conflict, toErrorBody } from "#lib/kernel/errors.ts";
import { workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import type { StreamEnd, WorkspaceCapabilities } from "#lib/modules/workspaces/schema.ts";
import { capabilitiesOf } from "#lib/modules/workspaces/settings.ts";
import type { WorkspaceRow } from "#lib/modules/workspaces/store.ts";
import type { StreamContext, StreamMessage } from "#lib/operations/query.ts";

/** What both streams of a workspace share: who may follow, and how they end. */

/** Throws NOT_FOUND for what the actor may not see, CONFLICT where the runtime cannot tell. */
export async function followedWorkspace(
  { tx, actor, input }: StreamContext<{ workspaceId: string }>,
  capability: keyof Pick<WorkspaceCapabilities, "logs" | "stats">,
): Promise<WorkspaceRow> {
  const { workspace } = await workspaceFacts(tx, actor, input.workspaceId);
  const capabilities = capabilitiesOf(workspace.runtime);
  if (!capabilities[capability]) throw conflict(`The ${workspace.runtime} runtime has no ${capability}.`);
  return workspace;
}

export const endOf = (state: StreamEnd["state"], reason: string | null = null): StreamMessage => ({
  event: "done",
  data: { state, reason } satisfies StreamEnd,
});

/** A failure on the way is the stream's last message: a client that only lost the connection would ask again. */
export async function* untilEnd(
  messages: AsyncIterable<StreamMessage>,
  signal: AbortSignal,
): AsyncGenerator<StreamMessage> {
  try {
    yield* messages;
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof AppError)) throw error;
    yield endOf("failed", toErrorBody(error).message);
  }
}
