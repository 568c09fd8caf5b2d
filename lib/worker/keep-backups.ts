import { adoptBackups, askForDailyBackup } from "#lib/modules/installation-backups/keep-backups.ts";
import { every } from "#lib/platform/chore.ts";
import type { Platform } from "#lib/platform/platform.ts";

const lookMs = 60_000;

/** Sees to it that the installation is backed up daily, and that the list names what lies in the folder. */
export function startBackupKeeper(platform: Platform): { stop(): void } {
  const chores = [
    every(lookMs, platform, "ask for the daily backup", () => askForDailyBackup(platform)),
    every(lookMs, platform, "list the backups", () => adoptBackups(platform)),
  ];
  return {
    stop() {
      for (const chore of chores) chore.stop();
    },
  };
}
