import { deleteOld } from "#lib/modules/notifications/store.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Forgets deliveries after 30 days, and notices after 90. */
export const forgetOld = ({ database }: Platform): Promise<void> => transact(database, deleteOld);
