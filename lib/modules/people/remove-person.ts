import type { Dependant, Loss } from "#lib/kernel/answer.ts";
import { revokeInvitationsOf } from "#lib/modules/invitations/revoke-invitations-of.ts";
import {
  changedPerson,
  lockBesideOwner,
  personFacts,
  requireOtherOwner,
} from "#lib/modules/people/person-facts.ts";
import { ChangedPerson, PersonInput } from "#lib/modules/people/schema.ts";
import { emptyPerson, endSessions, listMemberships, selectBelongings } from "#lib/modules/people/store.ts";
import { tellPerson, tellProjects } from "#lib/modules/people/tell-people.ts";
import { wakePerson } from "#lib/modules/people/wake-person.ts";
import { stopRunsOf } from "#lib/modules/runs/stop-runs-of.ts";
import { command } from "#lib/operations/command.ts";

type Belongings = Awaited<ReturnType<typeof selectBelongings>>;

/** Takes somebody out for good. What they made and did stays, under their name; nothing of a project goes. */
export const removePerson = command({
  name: "person.remove",
  http: "DELETE /api/people/:personId",
  summary: "Remove somebody from the installation; what they did stays",
  input: PersonInput,
  output: ChangedPerson,
  async facts(tx, { personId }, actor) {
    const facts = await personFacts(tx, actor, personId);
    if (facts.access !== "admin") return facts;
    await requireOtherOwner(tx, facts.person);
    const belongings = await selectBelongings(tx, personId);
    return { ...facts, losses: lossesOf(belongings), dependants: dependantsOf(belongings) };
  },
  async apply(tx, { input: { personId } }) {
    const person = await lockBesideOwner(tx, personId);
    // Told before the rows go that say whom to tell.
    await wakePerson(tx, personId);
    const memberships = await listMemberships(tx, personId);
    tellProjects(
      tx,
      personId,
      memberships.map(({ projectId }) => projectId),
    );
    await endSessions(tx, personId);
    await revokeInvitationsOf(tx, personId);
    await stopRunsOf(tx, personId, `Stopped: ${person.name}, who started it, was removed.`);
    await emptyPerson(tx, personId);
    tellPerson(tx, "person.removed", personId);
    return changedPerson(person, "member", true);
  },
});

const lossesOf = ({ keys, ways, projects }: Belongings): Loss[] => [
  ...(ways > 0 ? [{ kind: "Ways to sign in", name: String(ways), sizeBytes: null }] : []),
  ...keys.map((name) => ({ kind: "API key", name, sizeBytes: null })),
  ...projects.map((name) => ({ kind: "Access to a project", name, sizeBytes: null })),
];

const dependantsOf = ({ orphaned, cards, runs }: Belongings): Dependant[] => [
  ...orphaned.map((name) => ({
    kind: "Project",
    name,
    note: "stays; only owners and admins of the installation manage it from then on",
  })),
  ...(cards > 0
    ? [{ kind: "Open cards", name: String(cards), note: "stay, and are assigned to nobody" }]
    : []),
  ...(runs > 0
    ? [
        {
          kind: "Agents at work",
          name: String(runs),
          note: "stop; what they did so far stays on their cards",
        },
      ]
    : []),
];
