import { conflict } from "#lib/kernel/errors.ts";
import { changedPerson, lockBesideOwner, personFacts } from "#lib/modules/people/person-facts.ts";
import { ChangedPerson, PersonInput } from "#lib/modules/people/schema.ts";
import { setDisabled } from "#lib/modules/people/store.ts";
import { tellPerson } from "#lib/modules/people/tell-people.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";

/** Lets somebody in again who was disabled; keys of theirs that were not revoked work again. */
export const enablePerson = command({
  name: "person.enable",
  http: "POST /api/people/:personId/enable",
  summary: "Let somebody in again who was disabled",
  input: PersonInput,
  output: ChangedPerson,
  async facts(tx, { personId }, actor) {
    const facts = await personFacts(tx, actor, personId);
    if (facts.access === "admin" && !facts.person.disabledAt)
      throw conflict(`${facts.person.name} is not disabled.`);
    return facts;
  },
  async apply(tx, { input: { personId }, operationId }) {
    const person = await lockBesideOwner(tx, personId);
    await setDisabled(tx, personId, null);
    noteChange(tx, operationId, { before: { isDisabled: true }, after: { isDisabled: false } });
    tellPerson(tx, "person.changed", personId);
    return changedPerson(person, person.role, false);
  },
});
