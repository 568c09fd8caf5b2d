import { desc, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { masterKeys } from "#drizzle/schema/master-keys.ts";
import { settings } from "#drizzle/schema/people.ts";
import { secret } from "#lib/kernel/secret.ts";
import type { Database, Tx } from "#lib/platform/db/database.ts";
import { EnvironmentError } from "#lib/platform/env.ts";
import { deriveKey, type KeptKeys, type MasterKey } from "#lib/platform/master-key.ts";
import { placeIn } from "#lib/platform/secrets/places.ts";
import { sealRecord, unsealRecord } from "#lib/platform/secrets/seal.ts";

/**
 * Which key is in force is written in the database, where every process of an installation reads the same. A process
 * that has another key does not start, for what it sealed nobody else could open.
 */
export async function joinKeyRing(database: Database, masterKey: MasterKey): Promise<void> {
  masterKey.refresh();
  if (!(await recordKeyInForce(database.orm, masterKey)))
    throw new EnvironmentError(await strangeKey(database, masterKey));
  await keepReplacedKeys(database.orm, masterKey);
  const value = installationOf(masterKey);
  await database.orm.insert(settings).values({ key: installationKey, value }).onConflictDoNothing();
}

/** Writes down the ring's newest key where it is new; false where another one than this ring's is in force. */
export async function recordKeyInForce(tx: Tx, masterKey: MasterKey): Promise<boolean> {
  const rows = await listKeys(tx);
  const [newest] = rows;
  if (newest?.id === masterKey.id) return true;
  const isKnown = newest === undefined || masterKey.ids().includes(newest.id);
  if (!isKnown || rows.some(({ id }) => id === masterKey.id)) return false;
  const row = { id: masterKey.id, number: (newest?.number ?? 0) + 1 };
  await tx.insert(masterKeys).values(row).onConflictDoNothing();
  return (await listKeys(tx))[0]?.id === masterKey.id;
}

/** Newest first. */
export const listKeys = (tx: Tx) => tx.select().from(masterKeys).orderBy(desc(masterKeys.number)).limit(50);

async function strangeKey({ orm }: Database, masterKey: MasterKey): Promise<string> {
  const rows = await listKeys(orm);
  const inForce = rows[0]?.id ?? "";
  const { id, holder } = masterKey;
  if (rows.some((row) => row.id === id))
    return `The master key ${id} was replaced by ${inForce}: start this server with ${inForce}; the older one is for LOCKKEEPER_MASTER_KEY_PREVIOUS at most.`;
  const where =
    holder.kind === "file"
      ? `put it into ${holder.path}, or give it as LOCKKEEPER_MASTER_KEY`
      : `give it as ${holder.by}`;
  return `The secrets of this database are sealed by the master key ${inForce}, and this server has ${id}. To go on with ${inForce}, ${where}; to replace it by ${id}, give ${inForce} as LOCKKEEPER_MASTER_KEY_PREVIOUS.`;
}

const Kept = z.object({ audit: z.string(), gateway: z.string(), runs: z.string() });
const keptPlace = (id: string): string => placeIn("master_keys", { id });

/** What is still asked of a key that goes, for the row that tells of it. */
export function sealKept(masterKey: MasterKey, id: string): string {
  const kept = masterKey.ids().includes(id) ? keptFrom(masterKey, id) : null;
  if (!kept) throw new Error(`The master key ${id} is not in this server's ring.`);
  return sealRecord(masterKey, keptPlace(id), JSON.stringify(kept));
}

function keptFrom(masterKey: MasterKey, id: string): z.infer<typeof Kept> {
  const hex = (purpose: keyof KeptKeys) => masterKey.subKey(purpose, id)?.toString("hex") ?? "";
  return { audit: hex("audit"), gateway: hex("gateway"), runs: hex("runs") };
}

/** Takes over what is left of the keys that were replaced before this process began. */
export async function keepReplacedKeys(tx: Tx, masterKey: MasterKey): Promise<void> {
  const rows = await tx
    .select()
    .from(masterKeys)
    .where(isNotNull(masterKeys.sealedKept))
    .orderBy(masterKeys.number);
  for (const { id, sealedKept } of rows) {
    const kept = Kept.parse(JSON.parse(unsealRecord(masterKey, keptPlace(id), sealedKept ?? "")));
    const bytes = (hex: string) => secret(Buffer.from(hex, "hex"));
    masterKey.keep(id, {
      audit: bytes(kept.audit),
      gateway: bytes(kept.gateway),
      runs: bytes(kept.runs),
    });
  }
}

const installationKey = "installation.id";

/** What tells this installation's containers from another's. It came from the first key, and outlives it. */
export const installationOf = (masterKey: MasterKey): string =>
  deriveKey(masterKey, "installation").toString("hex").slice(0, 16);

/** As it was written down when the installation first started; null before that. */
export async function readInstallation(tx: Tx): Promise<string | null> {
  const [row] = await tx
    .select({ value: settings.value })
    .from(settings)
    .where(sql`${settings.key} = ${installationKey}`);
  return row?.value ?? null;
}
