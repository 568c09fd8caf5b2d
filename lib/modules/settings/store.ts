import { and, eq, notInArray, sql } from "drizzle-orm";
import { users } from "#drizzle/schema/people.ts";
import { installationSettings, settingSecrets } from "#drizzle/schema/spending.ts";
import type { SettingKey } from "#lib/kernel/settings/catalogue.ts";
import { nothingStored, type StoredSetting } from "#lib/modules/settings/rules.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

export async function findSetting(tx: Tx, key: SettingKey): Promise<StoredSetting> {
  const [row] = await tx
    .select({ people: installationSettings.value, environment: installationSettings.fromEnvironment })
    .from(installationSettings)
    .where(eq(installationSettings.key, key));
  return row ?? nothingStored;
}

/** Every setting that anything is known of, with who changed it last. */
export const listSettingRows = (tx: Tx) =>
  tx
    .select({
      key: installationSettings.key,
      people: installationSettings.value,
      environment: installationSettings.fromEnvironment,
      updatedAt: installationSettings.updatedAt,
      updatedBy: users.name,
    })
    .from(installationSettings)
    .leftJoin(users, eq(users.id, installationSettings.updatedBy));

export type SettingRow = Awaited<ReturnType<typeof listSettingRows>>[number];

/** Of two who change it at once, the second builds on what the first one wrote. */
export const lockSettings = (tx: Tx): Promise<void> => lockByName(tx, "settings");

/** What people set; what the variables say stays beside it. */
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

/** What the variables of this start say; who changed the setting last, and when, stays as it is. */
export async function writeFromEnvironment(
  tx: Tx,
  key: SettingKey,
  fromEnvironment: Record<string, unknown>,
): Promise<void> {
  await tx
    .insert(installationSettings)
    .values({ key, value: {}, fromEnvironment })
    .onConflictDoUpdate({ target: installationSettings.key, set: { fromEnvironment } });
}

export const listSecrets = (tx: Tx, key?: SettingKey) =>
  tx
    .select({
      key: settingSecrets.key,
      field: settingSecrets.field,
      origin: settingSecrets.origin,
      sealed: settingSecrets.sealed,
      updatedAt: settingSecrets.updatedAt,
      updatedBy: users.name,
    })
    .from(settingSecrets)
    .leftJoin(users, eq(users.id, settingSecrets.updatedBy))
    .where(key === undefined ? undefined : eq(settingSecrets.key, key));

export type SecretRow = Awaited<ReturnType<typeof listSecrets>>[number];

type NewSecret = typeof settingSecrets.$inferInsert;

export async function writeSecret(tx: Tx, row: NewSecret): Promise<void> {
  await tx
    .insert(settingSecrets)
    .values(row)
    .onConflictDoUpdate({
      target: [settingSecrets.key, settingSecrets.field, settingSecrets.origin],
      set: { sealed: row.sealed, updatedBy: row.updatedBy ?? null, updatedAt: sql`now()` },
    });
}

/** Forgets a secret that people gave. */
export async function removeSecret(tx: Tx, key: SettingKey, field: string): Promise<void> {
  await tx
    .delete(settingSecrets)
    .where(
      and(
        eq(settingSecrets.key, key),
        eq(settingSecrets.field, field),
        eq(settingSecrets.origin, "dashboard"),
      ),
    );
}

/** Forgets what earlier variables gave of `key`, but for `kept`. */
export async function removeGivenSecrets(tx: Tx, key: SettingKey, kept: readonly string[]): Promise<void> {
  await tx
    .delete(settingSecrets)
    .where(
      and(
        eq(settingSecrets.key, key),
        eq(settingSecrets.origin, "environment"),
        kept.length === 0 ? undefined : notInArray(settingSecrets.field, [...kept]),
      ),
    );
}
