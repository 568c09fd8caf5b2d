import { createHash } from "node:crypto";
import type { GitDiff } from "#lib/modules/git/schema.ts";

/** Names a list of changes: what a person looked at is what they approve, and nothing that came after. */
export function digestOfChanges({ files, totals }: GitDiff): string {
  const named = files.map(({ path, oldPath, status, digest }) => [
    path,
    oldPath ?? null,
    status,
    digest ?? null,
  ]);
  const text = JSON.stringify([totals.files, ...named]);
  return createHash("sha256").update(text).digest("base64url");
}
