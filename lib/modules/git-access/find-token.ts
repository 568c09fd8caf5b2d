import { type Secret, secret } from "#lib/kernel/secret.ts";
import { openCredential } from "#lib/modules/git-access/secret-place.ts";
import { listCredentials, markUsed } from "#lib/modules/git-access/store.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { isOfPlace } from "#workspaced/protocol/git-access.ts";

/**
 * The project's token for a repository, that of the narrowest place where there are several; null where it has none.
 * For work that was decided on: checks no rights.
 */
export async function findToken(platform: Platform, projectId: string, url: string): Promise<Secret | null> {
  const { orm } = platform.database;
  const [row] = (await listCredentials(orm, projectId))
    .filter(({ kind, host }) => kind === "token" && isOfPlace(url, host))
    .sort((one, other) => other.host.length - one.host.length);
  if (!row) return null;
  await markUsed(orm, [row.id]);
  return secret(openCredential(platform.masterKey, row));
}
