import { workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import type { CommandFacts } from "#lib/operations/command.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";
import { gitDeadlines } from "#workspaced/protocol/git-deadlines.ts";

/** What every change of a workspace's repository shares: its target, how it runs, whom it tells. */

export async function gitFacts(tx: Tx, { workspaceId }: { workspaceId: string }, actor: Actor) {
  const { target, access, project } = await workspaceFacts(tx, actor, workspaceId);
  return { target, access, project };
}

/** Done while the caller waits; workspaced keeps two changes of one checkout apart. */
export const gitWork = { timeoutMs: gitDeadlines.change.jobMs, attemptsMax: 1, isDirect: true };

interface Told {
  /** Files of the working tree changed too. */
  changesFiles?: boolean;
}

export function tellGit(tx: Tx, { target }: CommandFacts, { changesFiles = false }: Told = {}): void {
  const { id: subjectId, projectId } = target;
  publish(tx, { topic: "git", name: "git.changed", subjectId, projectId });
  if (changesFiles) publish(tx, { topic: "files", name: "files.changed", subjectId, projectId });
}
