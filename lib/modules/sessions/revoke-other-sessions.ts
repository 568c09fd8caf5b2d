import { forbidden, notFound } from "#lib/kernel/errors.ts";
import { endBy } from "#lib/modules/sessions/rules.ts";
import { RevokedSessions, RevokeOthersInput } from "#lib/modules/sessions/schema.ts";
import { findPersonOf, selectOthers } from "#lib/modules/sessions/store.ts";
import { command } from "#lib/operations/command.ts";
import { isMachine } from "#lib/platform/auth/actor.ts";
import { endSessionOf } from "#lib/platform/auth/sessions.ts";

/** Signs a person out everywhere but at the browser that asks. */
export const revokeOtherSessions = command({
  name: "session.revoke-others",
  http: "POST /api/sessions/revoke-others",
  summary: "Sign out everywhere else; for owners and admins also another person",
  input: RevokeOthersInput,
  output: RevokedSessions,
  async facts(tx, { userId }, actor) {
    if (isMachine(actor)) throw forbidden("Only people sign people out.");
    const person = await findPersonOf(tx, actor, userId ?? actor.userId ?? "");
    if (!person) throw notFound("person");
    const target = { kind: "person", id: person.id, name: person.name, projectId: null };
    return { target, access: "write", person };
  },
  async apply(tx, { facts: { person }, actor }) {
    const others = await selectOthers(tx, actor, person.id);
    const because = endBy(actor, person);
    for (const { id } of others) await endSessionOf(tx, { ...person, sessionId: id }, because, null);
    return { count: others.length };
  },
});
