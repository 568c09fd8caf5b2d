import { z } from "zod";
import { conflict } from "#lib/kernel/errors.ts";
import { ShownRecoveryKey } from "#lib/modules/installation-backups/schema.ts";
import { keyShownAt } from "#lib/modules/installation-backups/store.ts";
import { command } from "#lib/operations/command.ts";
import { requireFreshSignIn } from "#lib/operations/held-ground.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import { findRecoveryKey, loadRecoveryKey, recoveryKeyText } from "#lib/platform/backup/recovery-key.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

/**
 * Once for each key, and to an owner who has just signed in: whoever finds their session open, or has a key of theirs,
 * does not get what opens every backup.
 */
export const showRecoveryKey = command({
  name: "installation-backup.show-key",
  http: "POST /api/installation-backups/recovery-key",
  summary: "Show the key that opens the backups of this installation, once",
  input: z.object({}),
  output: ShownRecoveryKey,
  shownOnce: ["key"],
  async prepare({ environment }, _input, actor) {
    if (actor.role !== "owner" || environment.backupKey) return null;
    const { home, role } = environment;
    // Pages that run apart make no backups: a key made for them would open none.
    const key = role === "web" ? await findRecoveryKey(home) : await loadRecoveryKey(home);
    return { keyId: key?.id ?? null };
  },
  async facts(tx, _input, actor, seen) {
    const keyId = seen?.keyId ?? null;
    const target = {
      kind: "recovery-key",
      id: keyId ?? "elsewhere",
      name: "the recovery key of the backups",
      projectId: null,
    };
    const access = accessToInstallation(actor);
    if (actor.role !== "owner" || access !== "admin") return { target, access };
    if (!seen)
      throw conflict("The recovery key comes from LOCKKEEPER_BACKUP_KEY; it is shown where you set that.");
    if (!keyId) {
      throw conflict(
        "The recovery key lies where the worker runs, for that makes the backups. On its console, npm run backup -- --show-key shows it.",
      );
    }
    await lockByName(tx, "installation-backups:recovery-key");
    if (await keyShownAt(tx, keyId)) {
      throw conflict(
        "The recovery key was shown here once. On the server's console, npm run backup -- --show-key shows it again.",
      );
    }
    return { target, access };
  },
  async apply(_tx, { platform, actor }) {
    requireFreshSignIn(actor);
    const key = await loadRecoveryKey(platform.environment.home);
    return { key: recoveryKeyText(key), keyId: key.id };
  },
});
