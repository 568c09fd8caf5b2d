import { createInvitation } from "#lib/modules/invitations/create-invitation.ts";
import { listInvitations } from "#lib/modules/invitations/list-invitations.ts";
import { renewInvitation } from "#lib/modules/invitations/renew-invitation.ts";
import { revokeInvitation } from "#lib/modules/invitations/revoke-invitation.ts";
import { sendInvitation } from "#lib/modules/invitations/send-invitation.ts";
import { addMember } from "#lib/modules/members/add-member.ts";
import { changeMember } from "#lib/modules/members/change-member.ts";
import { listMembers } from "#lib/modules/members/list-members.ts";
import { removeMember } from "#lib/modules/members/remove-member.ts";
import { readOnboarding } from "#lib/modules/onboarding/read-onboarding.ts";
import { updateOnboarding } from "#lib/modules/onboarding/update-onboarding.ts";
import { createPasskey } from "#lib/modules/passkeys/create-passkey.ts";
import { listPasskeys } from "#lib/modules/passkeys/list-passkeys.ts";
import { readWaysIn } from "#lib/modules/passkeys/read-ways-in.ts";
import { removePasskey } from "#lib/modules/passkeys/remove-passkey.ts";
import { renamePasskey } from "#lib/modules/passkeys/rename-passkey.ts";
import { changeOwnership } from "#lib/modules/people/change-ownership.ts";
import { changeRole } from "#lib/modules/people/change-role.ts";
import { disablePerson } from "#lib/modules/people/disable-person.ts";
import { enablePerson } from "#lib/modules/people/enable-person.ts";
import { listPeople } from "#lib/modules/people/list-people.ts";
import { removePerson } from "#lib/modules/people/remove-person.ts";
import { updateMe } from "#lib/modules/people/update-me.ts";
import { listSessions } from "#lib/modules/sessions/list-sessions.ts";
import { revokeOtherSessions } from "#lib/modules/sessions/revoke-other-sessions.ts";
import { revokeSession } from "#lib/modules/sessions/revoke-session.ts";

/** Who is here, who may do what, and how somebody comes in: the part of the table of contents about people. */
export const peopleVerbs = [
  listPeople,
  changeRole,
  changeOwnership,
  disablePerson,
  enablePerson,
  removePerson,
  listMembers,
  addMember,
  changeMember,
  removeMember,
  createInvitation,
  listInvitations,
  renewInvitation,
  revokeInvitation,
  sendInvitation,
  readOnboarding,
  updateOnboarding,
  updateMe,
  readWaysIn,
  createPasskey,
  listPasskeys,
  removePasskey,
  renamePasskey,
  listSessions,
  revokeOtherSessions,
  revokeSession,
];
