import { conflict, forbidden, invalid } from "#lib/kernel/errors.ts";
import { tellInvitation } from "#lib/modules/invitations/invitation-facts.ts";
import { faultOf, refusal } from "#lib/modules/invitations/read-offer.ts";
import type { InvitationFault } from "#lib/modules/invitations/rules.ts";
import type { AcceptInvitationInput } from "#lib/modules/invitations/schema.ts";
import { type FoundInvitation, findByToken, spendInvitation } from "#lib/modules/invitations/store.ts";
import { admitPerson } from "#lib/modules/people/admit-person.ts";
import { giveAccess } from "#lib/modules/people/give-access.ts";
import { readPerson } from "#lib/modules/people/read-person.ts";
import { recordEntry } from "#lib/modules/people/record-entry.ts";
import type { User } from "#lib/modules/people/schema.ts";
import type { Actor, RequestOrigin } from "#lib/platform/auth/actor.ts";
import { beginSession } from "#lib/platform/auth/sessions.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

interface Accepted {
  user: User;
  projectId: string | null;
  /** Of a newcomer; null where somebody was signed in already. */
  sessionToken: string | null;
}

interface Accepting {
  actor: Actor | null;
  origin: RequestOrigin;
  /** The cookie that the browser has by now. */
  shown: string | null;
}

/**
 * Lets a newcomer in, or gives who is signed in the access to the project; of many at a time one. Throws UNAUTHORIZED,
 * with the way on, for an invitation that does not open.
 */
export async function acceptInvitation(
  platform: Pick<Platform, "database">,
  input: AcceptInvitationInput,
  { actor, origin, shown }: Accepting,
): Promise<Accepted> {
  const outcome = await transact(platform.database, async (tx) => {
    const found = await findByToken(tx, input.token, { lock: true });
    const fault = faultOf(found);
    if (!found || fault) {
      recordEntry(tx, { what: "invitation.refused", person: null, origin, details: { because: fault } });
      return fault ?? "unknown";
    }
    return input.as === "newcomer"
      ? enter(tx, found, input, { origin, shown })
      : join(tx, found, { userId: userOf(actor), origin });
  });
  if (typeof outcome === "string") throw refusal(outcome);
  return outcome;
}

function userOf(actor: Actor | null): string {
  if (actor?.kind === "person") return actor.id;
  throw forbidden("You are not signed in any more. Sign in, then open the invitation again.");
}

async function enter(
  tx: Tx,
  found: FoundInvitation,
  { name, email: typed }: Extract<AcceptInvitationInput, { as: "newcomer" }>,
  { origin, shown }: Omit<Accepting, "actor">,
): Promise<Accepted | InvitationFault> {
  const { invitation } = found;
  const email = invitation.email ?? typed;
  if (!email) throw invalid("email", "type an e-mail address, such as name@example.org");
  const details = { invitationId: invitation.id, invitedBy: invitation.invitedBy };
  const user = await admitPerson(tx, { name, email, role: invitation.role, origin, details });
  const spent = await spend(tx, found, user, origin);
  if (!spent) return "used";
  const sessionToken = await beginSession(tx, user.id, { method: "invitation", origin }, shown);
  recordEntry(tx, { what: "sign_in.completed", person: user, origin, details: { method: "invitation" } });
  return { user, projectId: invitation.projectId, sessionToken };
}

async function join(
  tx: Tx,
  found: FoundInvitation,
  { userId, origin }: { userId: string; origin: RequestOrigin },
): Promise<Accepted | InvitationFault> {
  const { invitation } = found;
  const user = await readPerson(tx, userId);
  if (!user) throw forbidden("You are not signed in any more. Sign in, then open the invitation again.");
  if (invitation.email !== null && invitation.email !== user.email) {
    throw forbidden(
      `This invitation is for ${invitation.email}, and you are signed in as ${user.email}. Sign out first, or ask for one of your own.`,
    );
  }
  if (!invitation.projectId) {
    throw conflict(
      "You are here already, and this invitation is for somebody new. Pass the link on to them.",
    );
  }
  if (!(await spend(tx, found, user, origin))) return "used";
  return { user, projectId: invitation.projectId, sessionToken: null };
}

/** Uses it up and gives what it offers in a project; false where somebody was faster. */
async function spend(
  tx: Tx,
  { invitation }: FoundInvitation,
  user: User,
  origin: RequestOrigin,
): Promise<boolean> {
  if (!(await spendInvitation(tx, invitation.id, user.id))) return false;
  const { projectId, access } = invitation;
  if (projectId && access) await giveAccess(tx, { projectId, userId: user.id, access });
  const details = { invitationId: invitation.id, projectId, access };
  recordEntry(tx, { what: "invitation.accepted", person: user, origin, details });
  tellInvitation(tx, "invitation.changed", invitation);
  return true;
}
