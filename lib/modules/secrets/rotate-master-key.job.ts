import { conflict } from "#lib/kernel/errors.ts";
import { rotateMasterKey } from "#lib/modules/secrets/rotate-master-key.ts";
import type { WorkContext } from "#lib/operations/handler.ts";
import { handler } from "#lib/operations/handler.ts";
import { noteChange } from "#lib/operations/record.ts";
import { publish } from "#lib/platform/db/transact.ts";
import { addMasterKey, dropOldMasterKeys } from "#lib/platform/master-key.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { recordKeyInForce } from "#lib/platform/secrets/key-record.ts";
import { countSealed, retireOldKeys, rewrapSecrets } from "#lib/platform/secrets/rewrap-secrets.ts";

/**
 * Every secret can be opened at every moment: the ring has both keys until nothing is wrapped by the old one any more.
 * Killed anywhere, it goes on: a ring with two keys needs no third, and what is wrapped anew is not looked at again.
 */
export const runRotateMasterKey = handler(
  rotateMasterKey,
  async (context) => {
    const { input, platform, operationId, step, close } = context;
    const { masterKey, database } = platform;
    const { before } = await step("Make the new key", () => takeUp(platform));
    await step("Wrap every secret anew", () => wrapAll(context));
    const { damaged } = await step("Retire the old key", async () => {
      const left = await rewrapSecrets(database.orm, masterKey);
      if (left.closed.length > 0 && !input.leaveDamaged) throw damagedSecrets(left.closed);
      const last = await retireOldKeys(database, masterKey);
      return { damaged: last.closed };
    });
    await step("Remove the old key", async () => {
      if (masterKey.holder.kind === "file") await dropOldMasterKeys(masterKey);
    });
    const counts = await countSealed(database.orm);
    await close(async (tx) => {
      noteChange(tx, operationId, { before: { masterKey: before }, after: { masterKey: masterKey.id } });
      publish(tx, { topic: "secrets", name: "master-key.rotated", subjectId: null, projectId: null });
      return { keyId: masterKey.id, secrets: counts.get(masterKey.id) ?? 0, damaged };
    });
  },
  {
    failed: async (tx) =>
      publish(tx, { topic: "secrets", name: "master-key.kept", subjectId: null, projectId: null }),
  },
);

async function takeUp({ masterKey, database }: Platform): Promise<{ before: string | null }> {
  masterKey.refresh();
  if (masterKey.ids().length === 1) await addMasterKey(masterKey);
  if (!(await recordKeyInForce(database.orm, masterKey)))
    throw conflict(
      `Another master key than ${masterKey.id} is in force. Start this server with the key of the others.`,
    );
  return { before: masterKey.ids()[1] ?? null };
}

async function wrapAll({ platform, signal, log, progress }: Context): Promise<{ count: number }> {
  const { masterKey, database } = platform;
  const counts = await countSealed(database.orm);
  const already = counts.get(masterKey.id) ?? 0;
  const total = [...counts.values()].reduce((sum, one) => sum + one, 0);
  const onProgress = (count: number) =>
    progress(
      total === 0 ? 100 : Math.floor(((already + count) / total) * 100),
      `${Math.min(already + count, total)} of ${total} secrets are wrapped by the new key`,
    );
  onProgress(0);
  const { count } = await rewrapSecrets(database.orm, masterKey, { signal, onProgress });
  log(`${count} secrets were wrapped by the master key ${masterKey.id}.`);
  return { count };
}

type Context = Pick<WorkContext<unknown, unknown>, "platform" | "signal" | "log" | "progress">;

const damagedSecrets = (places: readonly string[]) => {
  const shown = places.slice(0, 5).join(", ");
  const more = places.length > 5 ? ` and ${places.length - 5} more` : "";
  return conflict(
    `No key of this server opens what stands at ${shown}${more}. The old key stays. Enter these secrets again, or rotate with leaveDamaged to leave them behind.`,
    { places },
  );
};
