import { notFound } from "#lib/kernel/errors.ts";
import { deviceOf, isNear } from "#lib/modules/sessions/rules.ts";
import { ListSessionsInput, SessionList } from "#lib/modules/sessions/schema.ts";
import { findPersonOf, selectSessions } from "#lib/modules/sessions/store.ts";
import { query } from "#lib/operations/query.ts";

export const listSessions = query({
  name: "session.list",
  http: "GET /api/sessions",
  summary: "List where one is signed in; for owners and admins also where another person is",
  input: ListSessionsInput,
  output: SessionList,
  async read({ tx, input: { userId }, actor }) {
    if (userId && !(await findPersonOf(tx, actor, userId))) throw notFound("person");
    const rows = await selectSessions(tx, actor, userId ?? actor.userId);
    return {
      items: rows.map(({ session, provider, endsAt }) => ({
        id: session.id,
        device: deviceOf(session.userAgent),
        ip: session.ip,
        isNear: session.ip !== null && isNear(session.ip),
        method: session.method,
        provider: provider ?? session.providerId,
        createdAt: session.createdAt.toISOString(),
        lastUsedAt: session.lastUsedAt.toISOString(),
        endsAt: endsAt.toISOString(),
        isThisOne: session.id === actor.sessionId,
      })),
    };
  },
});
