import { deleteOld } from "#lib/modules/notifications/store.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Forgets deliveries and notices that are older than the settings keep them. */
export const forgetOld = ({ database }: Platform): Promise<void> =>
  transact(database, async (tx) => deleteOld(tx, await settingOf(tx, "retention")));
