import { readText, type TextOfFile } from "#lib/providers/workspaced/read-text.ts";
import type { CallOptions, WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

/** Where a repository speaks to agents. */
const guidePath = "AGENTS.md";
/** As long as a project's own instructions may be. */
const guideBytesMax = 20_000;

/**
 * What the repository tells agents, as it stands in `root`; null where it has no such file, or one that leads out of the
 * root. It is read here and not named to the agent's server, which would follow a link anywhere.
 */
export async function readRepositoryGuide(
  address: WorkspacedAddress,
  root: string,
  options?: CallOptions,
): Promise<(TextOfFile & { path: string }) | null> {
  const found = await readText(address, { root, path: guidePath }, guideBytesMax, options);
  return found && { path: guidePath, ...found };
}
