import { workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** What every change of a workspace's files shares: its target, how it runs, whom it tells. */

export async function filesFacts(tx: Tx, { workspaceId }: { workspaceId: string }, actor: Actor) {
  const { target, access } = await workspaceFacts(tx, actor, workspaceId);
  return { target, access };
}
export type FilesFacts = Awaited<ReturnType<typeof filesFacts>>;

/** Done while the caller waits; workspaced itself keeps two writers of one file apart. */
export const filesWork = (timeoutMs: number) => ({ timeoutMs, attemptsMax: 1, isDirect: true });

export function tellFiles(tx: Tx, facts: FilesFacts, name: "files.changed"): void {
  const { id, projectId } = facts.target;
  publish(tx, { topic: "files", name, subjectId: id, projectId });
}
