import { type Chore, every } from "#lib/platform/chore.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { forgetOldSecrets } from "#lib/platform/known-secrets.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { ownerOf, type SealedColumn, sealedColumns, sealedPlace } from "#lib/platform/secrets/places.ts";
import { unseal } from "#lib/platform/secrets/seal.ts";
import { sealedPages } from "#lib/platform/secrets/sealed-rows.ts";

const lookMs = 10 * 60_000;

/** Has this process know every secret that is stored, also those that another one was given or that nobody has used. */
export const keepSecretsKnown = (platform: Platform): Chore =>
  every(lookMs, platform, "look through what is secret", async () => {
    await knowStoredSecrets(platform.database.orm, platform.masterKey);
    forgetOldSecrets();
  });

export async function knowStoredSecrets(tx: Tx, masterKey: MasterKey): Promise<void> {
  const places: readonly SealedColumn[] = sealedColumns;
  for (const place of places.filter(({ isRecord }) => !isRecord))
    for await (const rows of sealedPages(tx, place))
      for (const row of rows) {
        try {
          unseal(masterKey, sealedPlace(place, row), row.sealed, ownerOf(place, row));
        } catch {
          // What no key of this server opens is told of by whoever uses it, and can be printed by nobody.
        }
      }
}
