import type { FoundInvitation } from "#lib/modules/invitations/store.ts";

/** Whether who invited could still do so: a link outlives no right of theirs. */
export function mayStillInvite({ invitation, inviter, inviterAccess }: FoundInvitation): boolean {
  if (inviter.disabledAt) return false;
  if (inviter.role !== "member") return true;
  return invitation.role === "member" && invitation.projectId !== null && inviterAccess === "admin";
}
