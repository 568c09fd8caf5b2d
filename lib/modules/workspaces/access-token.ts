import { newToken } from "#lib/platform/auth/tokens.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import { placeIn } from "#lib/platform/secrets/places.ts";
import { seal, unseal } from "#lib/platform/secrets/seal.ts";

/** What a workspace's workspaced asks of every request; it stands encrypted on the workspace's row. */

const place = (workspaceId: string): string => placeIn("workspaces", { id: workspaceId });

export const newAccessToken = (masterKey: MasterKey, workspaceId: string): string =>
  seal(masterKey, place(workspaceId), newToken());

export const openAccessToken = (
  masterKey: MasterKey,
  workspace: { id: string; accessToken: string },
): string => unseal(masterKey, place(workspace.id), workspace.accessToken);
