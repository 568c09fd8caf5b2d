import { tellInvitation } from "#lib/modules/invitations/invitation-facts.ts";
import { revokeRowsOf } from "#lib/modules/invitations/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Invitations of somebody who may not invite any more open nothing. */
export async function revokeInvitationsOf(tx: Tx, userId: string): Promise<void> {
  for (const id of await revokeRowsOf(tx, userId))
    tellInvitation(tx, "invitation.changed", { id, invitedBy: userId });
}
