import type { BackupReason, InstallationBackupView } from "#lib/modules/installation-backups/schema.ts";

export const reasonWords: Record<BackupReason, string> = {
  asked: "Asked for",
  daily: "Daily",
  upgrade: "Before an upgrade",
};

/** The dot before a backup, and what stands beside it. */
export function stateOf({ state, verifiedAt, isHere }: InstallationBackupView) {
  if (state === "running") return { status: "running", words: "Being made" } as const;
  if (state === "failed") return { status: "failed", words: "Failed" } as const;
  if (!isHere) return { status: "stopped", words: "Not on this server" } as const;
  if (verifiedAt === null) return { status: "stopped", words: "Not verified" } as const;
  return { status: "healthy", words: "Verified" } as const;
}
