import { forbidden, notFound } from "#lib/kernel/errors.ts";
import { deviceOf, endBy } from "#lib/modules/sessions/rules.ts";
import { RevokedSessions, SessionInput } from "#lib/modules/sessions/schema.ts";
import { findSession } from "#lib/modules/sessions/store.ts";
import { command } from "#lib/operations/command.ts";
import { isMachine } from "#lib/platform/auth/actor.ts";
import { endSessionOf } from "#lib/platform/auth/sessions.ts";

/** Signs a browser out from elsewhere, for good; what it has open closes. */
export const revokeSession = command({
  name: "session.revoke",
  http: "DELETE /api/sessions/:sessionId",
  summary: "Sign a browser out",
  input: SessionInput,
  output: RevokedSessions,
  async facts(tx, { sessionId }, actor) {
    if (isMachine(actor)) throw forbidden("Only people sign people out.");
    const found = await findSession(tx, actor, sessionId);
    if (!found) throw notFound("session");
    const name = deviceOf(found.session.userAgent);
    return { target: { kind: "session", id: sessionId, name, projectId: null }, access: "write", ...found };
  },
  async apply(tx, { facts: { session, person }, actor }) {
    await endSessionOf(tx, { sessionId: session.id, ...person }, endBy(actor, person), null);
    return { count: 1 };
  },
});
