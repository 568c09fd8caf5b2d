import type { RequestOrigin } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { audit } from "#lib/platform/db/transact.ts";

interface Entry {
  what:
    | "setup.completed"
    | "setup.refused"
    | "sign_in.completed"
    | "sign_in.refused"
    | "sign_in.repeated"
    | "sign_in_link.created"
    | "account.linked"
    | "account.link_refused"
    | "account.place_lost"
    | "session.ended"
    | "person.created"
    | "groups.applied"
    | "invitation.accepted"
    | "invitation.refused";
  person: { id: string; name: string } | null;
  origin: RequestOrigin;
  details?: Record<string, unknown>;
}

/** An audit row about somebody who came in, or did not; there is no actor before that, so no operation holds it. */
export function recordEntry(tx: Tx, { what, person, origin, details }: Entry): void {
  const { requestId, ip, userAgent } = origin;
  const actor = person && { kind: "person", id: person.id, name: person.name };
  audit(tx, {
    record: { what, actor, requestId, ip, userAgent, ...details },
    operationId: null,
    projectId: null,
    personId: person?.id ?? null,
  });
}
