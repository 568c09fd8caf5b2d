import { roleNames } from "#lib/kernel/change-words.ts";
import { conflict } from "#lib/kernel/errors.ts";
import { changedPerson, lockBesideOwner, personFacts } from "#lib/modules/people/person-facts.ts";
import { ChangedPerson, ChangeRoleInput } from "#lib/modules/people/schema.ts";
import { chooseRole } from "#lib/modules/people/store.ts";
import { tellPerson } from "#lib/modules/people/tell-people.ts";
import { wakePerson } from "#lib/modules/people/wake-person.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";

/** A member becomes an admin of the installation, or an admin a member; from then on groups leave the role alone. */
export const changeRole = command({
  name: "person.change-role",
  http: "PUT /api/people/:personId/role",
  summary: "Make somebody an admin of the installation, or a member again",
  input: ChangeRoleInput,
  output: ChangedPerson,
  async facts(tx, { personId, role }, actor) {
    const facts = await personFacts(tx, actor, personId);
    const { person, access } = facts;
    if (access === "admin" && person.role === "owner")
      throw conflict(`${person.name} is an owner. End the ownership first; an owner can do that.`);
    if (access === "admin" && person.role === role)
      throw conflict(`${person.name} is ${role === "admin" ? "an admin" : "a member"} already.`);
    return { ...facts, changes: [{ what: "Role", from: roleNames[person.role], to: roleNames[role] }] };
  },
  async apply(tx, { input: { personId, role }, operationId }) {
    const person = await lockBesideOwner(tx, personId);
    await chooseRole(tx, personId, role);
    noteChange(tx, operationId, { before: { role: person.role }, after: { role } });
    tellPerson(tx, "person.changed", personId);
    await wakePerson(tx, personId);
    return changedPerson(person, role, person.disabledAt !== null);
  },
});
