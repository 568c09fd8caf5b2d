import { roleNames } from "#lib/kernel/change-words.ts";
import { conflict } from "#lib/kernel/errors.ts";
import {
  changedPerson,
  lockBesideOwner,
  personFacts,
  requireOtherOwner,
} from "#lib/modules/people/person-facts.ts";
import { ChangedPerson, ChangeOwnershipInput } from "#lib/modules/people/schema.ts";
import { chooseRole } from "#lib/modules/people/store.ts";
import { tellPerson } from "#lib/modules/people/tell-people.ts";
import { wakePerson } from "#lib/modules/people/wake-person.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";

/** Adds an owner, or makes an owner an admin; who hands the ownership over does one after the other. */
export const changeOwnership = command({
  name: "person.change-ownership",
  http: "PUT /api/people/:personId/ownership",
  summary: "Make somebody an owner of the installation, or an owner an admin",
  input: ChangeOwnershipInput,
  output: ChangedPerson,
  async facts(tx, { personId, isOwner }, actor) {
    const facts = await personFacts(tx, actor, personId);
    const { person, access } = facts;
    if (access !== "admin") return facts;
    if ((person.role === "owner") === isOwner)
      throw conflict(`${person.name} is ${isOwner ? "an owner already" : "no owner"}.`);
    if (isOwner && person.disabledAt) throw conflict(`${person.name} is disabled. Enable them first.`);
    if (!isOwner) await requireOtherOwner(tx, person);
    const to = roleNames[isOwner ? "owner" : "admin"];
    return { ...facts, changes: [{ what: "Role", from: roleNames[person.role], to }] };
  },
  async apply(tx, { input: { personId, isOwner }, operationId }) {
    const person = await lockBesideOwner(tx, personId);
    const role = isOwner ? "owner" : "admin";
    await chooseRole(tx, personId, role);
    noteChange(tx, operationId, { before: { role: person.role }, after: { role } });
    tellPerson(tx, "person.changed", personId);
    await wakePerson(tx, personId);
    return changedPerson(person, role, person.disabledAt !== null);
  },
});
