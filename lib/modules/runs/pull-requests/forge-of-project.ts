import { conflict } from "#lib/kernel/errors.ts";
import { findToken } from "#lib/modules/git-access/find-token.ts";
import { secretOf, settingOf } from "#lib/modules/settings/in-force.ts";
import type { SettingValue } from "#lib/modules/settings/schema.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Forge, ForgeAccess, ForgeRepository } from "#lib/providers/forges/port.ts";
import { findRepository, openForge } from "#lib/providers/forges/registry.ts";

const elsewhere = "Or let approved work be merged, in the project's settings";

/** The forge of a remote's address, with the project's own token, else as the installation; CONFLICT, with the way on, where there is none. */
export async function forgeOfProject(platform: Platform, projectId: string, url: string): Promise<Forge> {
  const github = await settingOf(platform.database.orm, "github");
  const repository = findRepository(url, github);
  if (!repository) {
    const host = new URL(github.githubUrl).host;
    throw conflict(
      `no pull request can be opened: origin is not a repository at ${host}. Set origin to one in a terminal. ${elsewhere}.`,
    );
  }
  const token = await findToken(platform, projectId, repository.place);
  const access = token ? { of: "project" as const, token } : await accessOf(platform, repository, github);
  if (access) return openForge({ repository, access });
  throw conflict(
    `no pull request can be opened: the project has no token for ${repository.place}. Set one in the project's settings, under Git access. ${elsewhere}.`,
  );
}

/** For repositories that an administrator named: the installation's token, or its App where there is none. */
async function accessOf(
  platform: Platform,
  repository: ForgeRepository,
  { githubRepositories, githubAppId: appId, githubInstallationId: installationId }: SettingValue<"github">,
): Promise<ForgeAccess | null> {
  if (!isNamed(repository, githubRepositories)) return null;
  const token = await secretOf(platform, "github", "githubToken");
  if (token) return { of: "installation", token };
  const privateKey = await secretOf(platform, "github", "githubPrivateKey");
  if (!appId || !installationId || !privateKey) return null;
  return { of: "app", app: { appId, installationId, privateKey } };
}

/**
 * Whether an administrator named the repository for what the installation reaches. By any other, whoever may change a
 * project would reach all of that.
 */
function isNamed({ owner, name }: ForgeRepository, named: readonly string[]): boolean {
  const full = `${owner}/${name}`.toLowerCase();
  return named.some((pattern) => {
    const wanted = pattern.toLowerCase();
    return wanted === full || wanted === `${owner.toLowerCase()}/*`;
  });
}

export const noOrigin = () =>
  conflict(
    `no pull request can be opened: the repository has no origin. Add one in a terminal (git remote add origin …). ${elsewhere}.`,
  );
