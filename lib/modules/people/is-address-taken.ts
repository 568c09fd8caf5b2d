import { findPerson } from "#lib/modules/people/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Whether somebody with this address is here, disabled or not. */
export const isAddressTaken = async (tx: Tx, email: string): Promise<boolean> =>
  (await findPerson(tx, { email })) !== undefined;
