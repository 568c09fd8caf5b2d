import type { Channel } from "#lib/kernel/answer.ts";
import { agentName } from "#lib/kernel/states.ts";
import type { Actor, KeyScope, RequestOrigin } from "#lib/platform/auth/actor.ts";
import { isKeyOfRun, runIdIn } from "#lib/platform/auth/run-key.ts";
import { sessionTokenIn } from "#lib/platform/auth/session-cookie.ts";
import { type OpenSession, openSession, reopenSession } from "#lib/platform/auth/sessions.ts";
import { findKey, findLiveRun, recordKeyUse } from "#lib/platform/auth/store.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** What a request shows of who sent it: its headers, and the door it came through. */
export interface Credentials {
  cookie?: string | null | undefined;
  authorization?: string | null | undefined;
  apiKey?: string | null | undefined;
  via: Channel;
  /** Where it came from, for the list of a person's sessions. */
  place?: Pick<RequestOrigin, "ip" | "userAgent">;
}

/** Who sent a request, and the cookie's token where it is to be exchanged. */
export interface Resolved {
  actor: Actor;
  dueToken: string | null;
}

type Base = Pick<Platform, "database" | "environment" | "masterKey">;

/**
 * Who sent a request; null for a stranger and for a credential that is wrong, expired or revoked. A key in a header
 * goes before the cookie: one that does not open is not made up for by the browser's session.
 */
export async function resolveActor(platform: Base, credentials: Credentials): Promise<Resolved | null> {
  const { cookie, via, place } = credentials;
  const given = keyIn(credentials);
  if (given !== undefined) {
    const actor = looksLikeKey(given) ? await actorOfKey(platform, given, via) : null;
    return actor && { actor, dueToken: null };
  }
  const token = sessionTokenIn(platform.environment, cookie);
  const session = token ? await openSession(platform, token, place ?? null) : null;
  return session && { actor: actorOfSession(session, via), dueToken: session.isDue ? token : null };
}

/** The same for those who cannot hand a cookie back: what is due is exchanged by the next request that can. */
export const actorFromRequest = async (platform: Base, credentials: Credentials): Promise<Actor | null> =>
  (await resolveActor(platform, credentials))?.actor ?? null;

/** Whether who began something that stays open may go on with it: by the session, whose cookie has changed meanwhile. */
export async function actorStill(
  platform: Base,
  { sessionId, via }: Actor,
  credentials: Omit<Credentials, "via">,
): Promise<Actor | null> {
  if (sessionId === undefined) return actorFromRequest(platform, { ...credentials, cookie: null, via });
  const session = await reopenSession(platform, sessionId);
  return session && actorOfSession(session, via);
}

/** The text that a request would be known by, whether it opens or not; null where it shows nothing. */
export function credentialIn(
  { environment }: Pick<Platform, "environment">,
  shown: Omit<Credentials, "via">,
): string | null {
  const key = keyIn(shown);
  return key === undefined ? sessionTokenIn(environment, shown.cookie) : key;
}

const keyIn = ({ apiKey, authorization }: Omit<Credentials, "via">): string | undefined =>
  apiKey?.trim() || bearerIn(authorization);

function actorOfSession({ id, name, role, hasJustSignedIn, sessionId }: OpenSession, via: Channel): Actor {
  return {
    kind: "person",
    id,
    name,
    userId: id,
    userName: name,
    role,
    scopes: null,
    projectId: null,
    hasJustSignedIn,
    sessionId,
    task: null,
    via,
  };
}

const actorKinds = { cli: "cli-key", service: "service-key", agent: "agent" } as const;
const keyScopes: readonly KeyScope[] = ["read", "write", "confirm"];

async function actorOfKey(platform: Base, key: string, via: Channel): Promise<Actor | null> {
  const { database } = platform;
  const runId = runIdIn(key);
  if (runId !== null) return actorOfRun(platform, { runId, key }, via);
  const found = await findKey(database.orm, key);
  if (!found) return null;
  if (!found.isUseRecorded) await transact(database, (tx) => recordKeyUse(tx, found.id));
  return {
    kind: actorKinds[found.kind],
    id: found.id,
    name: found.name,
    userId: found.person.id,
    userName: found.person.name,
    role: found.person.role,
    scopes: keyScopes.filter((scope) => found.scopes.includes(scope)),
    projectId: found.projectId,
    hasJustSignedIn: false,
    task: null,
    via,
  };
}

/** The agent of a run: it sees the run's project and no other, on behalf of the person who started it. */
async function actorOfRun(
  { database, masterKey }: Base,
  { runId, key }: { runId: string; key: string },
  via: Channel,
): Promise<Actor | null> {
  const run = await findLiveRun(database.orm, runId);
  if (!run || !isKeyOfRun(masterKey, run, key)) return null;
  return {
    kind: "agent",
    id: run.id,
    name: agentName(run.task.number),
    userId: run.person.id,
    userName: run.person.name,
    role: run.person.role,
    scopes: ["read", "write"],
    projectId: run.projectId,
    hasJustSignedIn: false,
    task: run.task,
    via,
  };
}

/** The token of a bearer header; a proxy in front may use other schemes for itself. */
const bearerIn = (authorization?: string | null): string | undefined =>
  /^Bearer\b *(.*)$/i.exec(authorization?.trim() ?? "")?.[1];

const looksLikeKey = (text: string): boolean => /^lk_[\w-]{20,200}$/.test(text);
