import { conflict } from "#lib/kernel/errors.ts";
import { findToken } from "#lib/modules/git-access/find-token.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Forge } from "#lib/providers/forges/port.ts";
import { findRepository, openForge } from "#lib/providers/forges/registry.ts";

const elsewhere = "Or let approved work be merged, in the project's settings";

/** The forge of a remote's address with the project's own token; CONFLICT, with the way on, where there is none. */
export async function forgeOfProject(platform: Platform, projectId: string, url: string): Promise<Forge> {
  const { githubUrl } = platform.environment;
  const repository = findRepository(url, { githubUrl });
  if (!repository) {
    const host = new URL(githubUrl).host;
    throw conflict(
      `no pull request can be opened: origin is not a repository at ${host}. Set origin to one in a terminal. ${elsewhere}.`,
    );
  }
  const token = await findToken(platform, projectId, repository.place);
  if (token) return openForge({ repository, token });
  throw conflict(
    `no pull request can be opened: the project has no token for ${repository.place}. Set one in the project's settings, under Git access. ${elsewhere}.`,
  );
}

export const noOrigin = () =>
  conflict(
    `no pull request can be opened: the repository has no origin. Add one in a terminal (git remote add origin …). ${elsewhere}.`,
  );
