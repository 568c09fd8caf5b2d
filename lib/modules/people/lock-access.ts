import { lockPeople } from "#lib/modules/people/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Who may do what is changed by one after the other: by people, by groups, and by invitations. */
export const lockAccess = (tx: Tx): Promise<void> => lockPeople(tx);
