import { access, constants } from "node:fs/promises";
import { findContainerId } from "../container-id.ts";
import type { LocalContext } from "./context.ts";
import { localError } from "./failures.ts";
import type { WorkspaceUser } from "./workspace-user.ts";

/**
 * Throws where a workspace would get the engine's socket with the server's user, and is meant not to: in a container
 * the socket is there for the server alone. On the machine itself people know what their own user may.
 */
export async function requireNoEngine(
  { dockerSocket }: Pick<LocalContext, "dockerSocket">,
  user: Pick<WorkspaceUser, "uid"> | undefined,
  mountInfoPath?: string,
): Promise<void> {
  const isOwnUser = user === undefined || user.uid === 0;
  if (dockerSocket === undefined || !isOwnUser) return;
  if ((await findContainerId(mountInfoPath)) === undefined) return;
  const isUsable = await access(dockerSocket, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  if (isUsable) {
    throw localError(
      "Local workspaces are off: Lockkeeper runs in a container with the socket of Docker, and they would run as the user that may use it. Choose Docker.",
    );
  }
}
