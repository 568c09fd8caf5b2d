import { conflict, forbidden, notFound } from "#lib/kernel/errors.ts";
import type { ChangedPerson } from "#lib/modules/people/schema.ts";
import { findPerson, hasOtherOwner, lockPeople } from "#lib/modules/people/store.ts";
import type { CommandFacts } from "#lib/operations/command.ts";
import type { Actor, Role } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

type Person = NonNullable<Awaited<ReturnType<typeof findPerson>>>;
export type PersonFacts = CommandFacts & { person: Person };

const nobody: Person = {
  id: "",
  name: "a person",
  email: "",
  role: "member",
  disabledAt: null,
  disabledBecause: null,
};

/** One of the people, for those who manage them; to others somebody who is here and somebody who is not look alike. */
export async function personFacts(tx: Tx, actor: Actor, personId: string): Promise<PersonFacts> {
  const access = accessToInstallation(actor);
  const person = access === "admin" ? await findPerson(tx, { id: personId }) : { ...nobody, id: personId };
  if (!person) throw notFound("person");
  if (person.role === "owner" && actor.role !== "owner") {
    throw forbidden("An owner is changed by an owner alone.");
  }
  const target = { kind: "person", id: person.id, name: person.name, projectId: null };
  const isAdmin = person.role !== "member";
  return {
    target,
    access,
    person,
    traits: isAdmin ? ["of_an_admin"] : [],
    fingerprint: { role: person.role, isDisabled: person.disabledAt !== null },
  };
}

/**
 * The person as they are now, and nobody else changes anybody until the transaction ends. Throws CONFLICT where they
 * are the last owner: without one, nobody could give anybody rights again.
 */
export async function lockBesideOwner(tx: Tx, personId: string): Promise<Person> {
  await lockPeople(tx);
  const person = await findPerson(tx, { id: personId });
  if (!person) throw notFound("person");
  await requireOtherOwner(tx, person);
  return person;
}

/** CONFLICT where nobody would be left who owns the installation. */
export async function requireOtherOwner(tx: Tx, { id, role, name, disabledAt }: Person): Promise<void> {
  if (role !== "owner" || disabledAt !== null || (await hasOtherOwner(tx, id))) return;
  throw conflict(`${name} is the last owner. Make somebody else an owner first.`);
}

export const changedPerson = (
  { id, name }: Pick<Person, "id" | "name">,
  role: Role,
  isDisabled: boolean,
): ChangedPerson => ({ person: { id, name, role, isDisabled } });
