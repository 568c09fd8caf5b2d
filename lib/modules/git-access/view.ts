import type { GitCredentialView, GitHostKeyView } from "#lib/modules/git-access/schema.ts";
import type { CredentialRow, HostKeyRow } from "#lib/modules/git-access/store.ts";

/** A credential as the doors show it: without its secret. */
export const credentialView = (row: CredentialRow): GitCredentialView => ({
  id: row.id,
  kind: row.kind,
  host: row.kind === "token" ? row.host : null,
  username: row.username,
  hint: row.hint,
  publicKey: row.publicKey,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});

export const hostKeyView = ({ id, host, keyType, fingerprint, createdAt }: HostKeyRow): GitHostKeyView => ({
  id,
  host,
  keyType,
  fingerprint,
  createdAt: createdAt.toISOString(),
});
