import { findPersonOfPasskey } from "#lib/modules/passkeys/store.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Whose passkey somebody tries, for counting; null for nobody's. */
export const personOfPasskey = (
  { database }: Pick<Platform, "database">,
  credentialId: string,
): Promise<string | null> => findPersonOfPasskey(database.orm, credentialId);
