import { reachWorkspace, withWorkspace, workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import type { QueryContext } from "#lib/operations/query.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

interface AskContext extends Omit<QueryContext<unknown>, "input"> {
  input: { workspaceId: string };
}

/**
 * A question to a workspace on behalf of an actor who may see it. Throws NOT_FOUND, SERVICE_UNAVAILABLE where it does
 * not run, and what workspaced answers, in the words every door knows.
 */
export async function askWorkspace<Answer>(
  { tx, actor, input, platform, signal }: AskContext,
  ask: (address: WorkspacedAddress, options: { signal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  await workspaceFacts(tx, actor, input.workspaceId);
  const address = await reachWorkspace(tx, platform, input.workspaceId);
  return withWorkspace(address, (reached) => ask(reached, { signal }));
}
