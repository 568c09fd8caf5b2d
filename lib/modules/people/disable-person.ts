import { conflict } from "#lib/kernel/errors.ts";
import { revokeInvitationsOf } from "#lib/modules/invitations/revoke-invitations-of.ts";
import {
  changedPerson,
  lockBesideOwner,
  personFacts,
  requireOtherOwner,
} from "#lib/modules/people/person-facts.ts";
import { ChangedPerson, DisablePersonInput } from "#lib/modules/people/schema.ts";
import { closeSessions, setDisabled } from "#lib/modules/people/store.ts";
import { tellPerson } from "#lib/modules/people/tell-people.ts";
import { wakePerson } from "#lib/modules/people/wake-person.ts";
import { stopRunsOf } from "#lib/modules/runs/stop-runs-of.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";

/** Keeps somebody out until they are enabled again: at once, on every way, and the agents that work for them too. */
export const disablePerson = command({
  name: "person.disable",
  http: "POST /api/people/:personId/disable",
  summary: "Keep somebody out: sessions, keys and agents of theirs end",
  input: DisablePersonInput,
  output: ChangedPerson,
  async facts(tx, { personId }, actor) {
    const facts = await personFacts(tx, actor, personId);
    const { person, access } = facts;
    if (access !== "admin") return facts;
    if (person.disabledAt) throw conflict(`${person.name} is disabled already.`);
    await requireOtherOwner(tx, person);
    return facts;
  },
  async apply(tx, { input: { personId, because }, operationId }) {
    const person = await lockBesideOwner(tx, personId);
    // Told before the rows go that say whom to tell.
    await wakePerson(tx, personId);
    await setDisabled(tx, personId, because);
    await closeSessions(tx, personId);
    await revokeInvitationsOf(tx, personId);
    await stopRunsOf(tx, personId, `Stopped: ${person.name}, who started it, was disabled.`);
    noteChange(tx, operationId, { before: { isDisabled: false }, after: { isDisabled: true, because } });
    tellPerson(tx, "person.changed", personId);
    return changedPerson(person, person.role, true);
  },
});
