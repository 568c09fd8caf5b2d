import { AppError, conflict, notFound } from "#lib/kernel/errors.ts";
import { recordEntry } from "#lib/modules/people/record-entry.ts";
import { signInLinkMinutes } from "#lib/modules/people/rules.ts";
import type { CreateLinkInput, User } from "#lib/modules/people/schema.ts";
import { findOwner, findPerson, insertPerson, insertSignInLink } from "#lib/modules/people/store.ts";
import { tellPerson } from "#lib/modules/people/tell-people.ts";
import type { RequestOrigin } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

interface SignInLink {
  token: string;
  user: User;
  /** Whether the person was made for it. */
  isNew: boolean;
}

/**
 * A link that signs one person in, once, within 15 minutes: the owner, or whoever has `email`, who is made when new
 * (a member unless `role` says otherwise). Throws CONFLICT before the setup and for a person who is disabled or has
 * another role.
 */
export async function createSignInLink(
  platform: Pick<Platform, "database">,
  input: CreateLinkInput,
  origin: RequestOrigin,
): Promise<SignInLink> {
  return transact(platform.database, async (tx) => {
    const owner = await findOwner(tx);
    if (!owner) {
      throw conflict("There is no owner yet. Start the server and open the setup link that it prints.");
    }
    const known = input.email ? await findPerson(tx, { email: input.email }) : owner;
    if (!input.email && (input.role || input.name)) {
      throw new AppError("VALIDATION_ERROR", "email: give the address of the person this is about.");
    }
    if (known) refuseOtherRole(known, input);
    const user = known ?? (await makePerson(tx, input));
    const token = await insertSignInLink(tx, user.id, signInLinkMinutes);
    recordEntry(tx, { what: "sign_in_link.created", person: user, origin, details: { isNew: !known } });
    const { id, name, email, role } = user;
    return { token, user: { id, name, email, role }, isNew: !known };
  });
}

function refuseOtherRole(known: User & { disabledAt: Date | null }, { role }: CreateLinkInput): void {
  if (known.disabledAt) throw conflict(`${known.email} is disabled and cannot sign in.`);
  if (!role || role === known.role) return;
  throw conflict(`${known.email} is already here, as ${known.role}; a role is given to new people only.`);
}

async function makePerson(tx: Tx, { email, name, role = "member" }: CreateLinkInput): Promise<User> {
  if (!email) throw notFound("person");
  const user = await insertPerson(tx, { email, name: name ?? email.slice(0, email.indexOf("@")), role });
  if (!user) throw conflict(`${email} was added a moment ago; try again.`);
  tellPerson(tx, "person.created", user.id);
  return user;
}
