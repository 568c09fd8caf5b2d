import { filesFacts } from "#lib/modules/files/files-command.ts";
import { uploadFile } from "#lib/modules/files/upload-file.ts";
import { reachWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { denialError, judge } from "#lib/operations/judge.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

/**
 * Who may put a file into its place may send its bytes: the same decision. Where that has to be consented to first,
 * the bytes may come all the same: they lie aside, and what puts them into place is held. Throws NOT_FOUND, FORBIDDEN,
 * REQUIREMENTS_NOT_MET, and SERVICE_UNAVAILABLE where the workspace does not run.
 */
export async function admitUpload(
  platform: Platform,
  actor: Actor,
  input: { workspaceId: string },
): Promise<{ address: WorkspacedAddress; projectId: string | null }> {
  const tx = platform.database.orm;
  const facts = await filesFacts(tx, input, actor);
  const decision = await judge(tx, { command: uploadFile, actor, facts, consents: [] });
  if (decision.verdict === "deny") throw denialError(decision);
  const address = await reachWorkspace(tx, platform, input.workspaceId);
  return { address, projectId: facts.target.projectId };
}
