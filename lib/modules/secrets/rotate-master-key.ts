import { AppError } from "#lib/kernel/errors.ts";
import { RotatedMasterKey, RotateMasterKeyInput } from "#lib/modules/secrets/schema.ts";
import { command } from "#lib/operations/command.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import { countSealed } from "#lib/platform/secrets/rewrap-secrets.ts";

/**
 * Held. A new master key is made, everything that the old one wraps is wrapped by the new one, and then the old one
 * goes. Where the key is given from outside, the new one is given there first, and this does the rest.
 */
export const rotateMasterKey = command({
  name: "master-key.rotate",
  http: "POST /api/secrets/rotate",
  summary: "Replace the master key that wraps every secret",
  input: RotateMasterKeyInput,
  output: RotatedMasterKey,
  async prepare({ masterKey }) {
    masterKey.refresh();
    return { ids: masterKey.ids(), holder: masterKey.holder };
  },
  async facts(tx, _input, actor, seen) {
    const access = accessToInstallation(actor);
    const target = { kind: "master-key", id: "master-key", name: "Master key", projectId: null };
    if (access !== "admin") return { target, access };
    if (!seen) throw new AppError("SERVICE_UNAVAILABLE", "The file of the master key cannot be read now.");
    const { ids, holder } = seen;
    const count = [...(await countSealed(tx)).values()].reduce((sum, one) => sum + one, 0);
    return {
      target,
      access,
      held: { new_key_given: holder.kind === "file" || ids.length > 1 },
      dependants: [{ kind: "Secrets", name: String(count), note: "They stay readable all the while." }],
      fingerprint: { ids },
    };
  },
  work: { timeoutMs: 6 * 3_600_000, attemptsMax: 5, key: () => "master-key" },
});
