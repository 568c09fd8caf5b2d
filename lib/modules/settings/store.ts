import { eq, sql } from "drizzle-orm";
import { installationSettings } from "#drizzle/schema/spending.ts";
import type { SettingKey } from "#lib/modules/settings/schema.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

export async function findSetting(tx: Tx, key: SettingKey): Promise<Record<string, unknown> | null> {
  const [row] = await tx
    .select({ value: installationSettings.value })
    .from(installationSettings)
    .where(eq(installationSettings.key, key));
  return row?.value ?? null;
}

/** Of two who change it at once, the second builds on what the first one wrote. */
export const lockSettings = (tx: Tx): Promise<void> => lockByName(tx, "settings");

export async function writeSetting(
  tx: Tx,
  key: SettingKey,
  value: Record<string, unknown>,
  updatedBy: string | null,
): Promise<void> {
  const row = { key, value, updatedBy };
  await tx
    .insert(installationSettings)
    .values(row)
    .onConflictDoUpdate({ target: installationSettings.key, set: { ...row, updatedAt: sql`now()` } });
}
