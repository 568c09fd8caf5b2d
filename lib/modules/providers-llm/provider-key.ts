import type { ProviderRow } from "#lib/modules/providers-llm/store.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import { placeIn } from "#lib/platform/secrets/places.ts";
import { seal, unseal } from "#lib/platform/secrets/seal.ts";

const place = (rowId: string) => placeIn("llm_providers", { id: rowId });

export const sealKey = (masterKey: MasterKey, rowId: string, key: string): string =>
  seal(masterKey, place(rowId), key);

/** The key as the provider gave it; null where none is stored. Throws when the row is not the one it was sealed for. */
export const openKey = (masterKey: MasterKey, row: Pick<ProviderRow, "id" | "sealedKey">): string | null =>
  row.sealedKey === null ? null : unseal(masterKey, place(row.id), row.sealedKey);
