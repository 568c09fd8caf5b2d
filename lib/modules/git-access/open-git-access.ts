import { newId } from "#lib/kernel/ids.ts";
import { tellAccess } from "#lib/modules/git-access/access-facts.ts";
import { openCredential } from "#lib/modules/git-access/secret-place.ts";
import {
  type CredentialRow,
  listCredentials,
  listHostKeys,
  markUsed,
  pinHostKeys,
} from "#lib/modules/git-access/store.ts";
import { proveAddress } from "#lib/modules/workspaces/prove-address.ts";
import { audit, transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { fingerprintOf } from "#lib/platform/secrets/ssh-key.ts";
import { inspectRepository, scanHost } from "#lib/providers/workspaced/git.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";
import { type GitAccess, isOfPlace, sshHostOf } from "#workspaced/protocol/git-access.ts";

interface Asked {
  platform: Platform;
  projectId: string | null;
  address: WorkspacedAddress;
  /** Of a repository that is not there yet; else the remotes of the workspace's own are meant. */
  url?: string | undefined;
  /** The name of the one remote that the call is for, where that is known. */
  remote?: string;
  signal?: AbortSignal | undefined;
}

/**
 * What one call of git may use toward the project's remotes; undefined where the project has nothing of the kind. An SSH
 * host that is met for the first time shows its keys, and these are pinned. For work that was decided on: checks no rights.
 */
export async function openGitAccess(asked: Asked): Promise<GitAccess | undefined> {
  const { platform, projectId } = asked;
  if (projectId === null) return undefined;
  const { orm } = platform.database;
  const credentials = await listCredentials(orm, projectId);
  if (credentials.length === 0) return undefined;
  const urls = asked.url === undefined ? await remotesOf(asked) : [asked.url];
  const isMeant = ({ kind, host }: CredentialRow) =>
    urls.some((url) => (kind === "token" ? isOfPlace(url, host) : sshHostOf(url) !== null));
  const used = credentials.filter(isMeant);
  if (used.length === 0) return undefined;
  await proveAddress(orm, projectId, asked.address, asked.signal);
  const secretOf = (row: CredentialRow) => openCredential(platform.masterKey, row);
  const key = used.find(({ kind }) => kind === "ssh_key");
  if (key) await pinHosts(asked, projectId, urls);
  const hostKeys = key ? await listHostKeys(orm, projectId) : [];
  await markUsed(
    orm,
    used.map(({ id }) => id),
  );
  return {
    tokens: used
      .filter(({ kind }) => kind === "token")
      .map((row) => ({ place: row.host, username: row.username ?? "git", secret: secretOf(row) })),
    sshKey: key ? secretOf(key) : null,
    hostKeys: hostKeys.map(({ host, keyType, publicKey }) => ({ host, keyType, publicKey })),
  };
}

async function remotesOf({ address, remote, signal }: Asked): Promise<string[]> {
  const { remotes } = await inspectRepository(address, {}, { signal });
  return remotes.filter(({ name }) => remote === undefined || name === remote).map(({ url }) => url);
}

async function pinHosts(
  { platform, address, signal }: Asked,
  projectId: string,
  urls: readonly string[],
): Promise<void> {
  const known = new Set((await listHostKeys(platform.database.orm, projectId)).map(({ host }) => host));
  for (const url of urls) {
    const found = sshHostOf(url);
    if (!found || known.has(found.known)) continue;
    const scanned = scanHost(address, { name: found.name, port: found.port }, { signal });
    // Where the call is for one of several remotes, a silent one may be another.
    const { items } = await (urls.length === 1 ? scanned : scanned.catch(() => ({ items: [] })));
    const rows = items.map((item) => ({
      ...item,
      id: newId(),
      projectId,
      host: found.known,
      fingerprint: fingerprintOf(item.publicKey),
    }));
    await transact(platform.database, async (tx) => {
      const pinned = await pinHostKeys(tx, rows);
      if (pinned.length === 0) return;
      const fingerprints = pinned.map(({ keyType, fingerprint }) => `${keyType} ${fingerprint}`);
      audit(tx, {
        record: {
          what: "git-access.host-pinned",
          target: { kind: "project", id: projectId, name: found.known },
          actor: { kind: "system", id: "git", name: "git" },
          via: "system",
          fingerprints,
        },
        operationId: null,
        projectId,
        personId: null,
      });
      tellAccess(tx, projectId);
    });
    known.add(found.known);
  }
}
