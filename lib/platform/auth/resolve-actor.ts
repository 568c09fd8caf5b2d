import type { Channel } from "#lib/kernel/answer.ts";
import { agentName } from "#lib/kernel/states.ts";
import type { Actor, KeyScope } from "#lib/platform/auth/actor.ts";
import { runIdOfKey } from "#lib/platform/auth/run-key.ts";
import { sessionTokenIn } from "#lib/platform/auth/session-cookie.ts";
import { extendSession, findKey, findLiveRun, findSession, recordKeyUse } from "#lib/platform/auth/store.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** What a request shows of who sent it: its headers, and the door it came through. */
export interface Credentials {
  cookie?: string | null | undefined;
  authorization?: string | null | undefined;
  apiKey?: string | null | undefined;
  via: Channel;
}

type Base = Pick<Platform, "database" | "environment" | "masterKey">;

/**
 * Who sent a request; null for a stranger and for a credential that is wrong, expired or revoked. A key in a header
 * goes before the cookie: one that does not open is not made up for by the browser's session.
 */
export async function actorFromRequest(platform: Base, credentials: Credentials): Promise<Actor | null> {
  const { cookie, via } = credentials;
  const given = keyIn(credentials);
  if (given !== undefined) return looksLikeKey(given) ? actorOfKey(platform, given, via) : null;
  const token = sessionTokenIn(platform.environment, cookie);
  return token ? actorOfSession(platform, token, via) : null;
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

async function actorOfSession(platform: Base, token: string, via: Channel): Promise<Actor | null> {
  const session = await findSession(platform.database.orm, token);
  if (!session) return null;
  if (session.isAging) await transact(platform.database, (tx) => extendSession(tx, token));
  const { id, name, role, hasJustSignedIn } = session;
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
    task: null,
    via,
  };
}

const actorKinds = { cli: "cli-key", service: "service-key", agent: "agent" } as const;
const keyScopes: readonly KeyScope[] = ["read", "write", "confirm"];

async function actorOfKey(platform: Base, key: string, via: Channel): Promise<Actor | null> {
  const { database, masterKey } = platform;
  const runId = runIdOfKey(masterKey, key);
  if (runId !== null) return actorOfRun(platform, runId, via);
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
async function actorOfRun({ database }: Base, runId: string, via: Channel): Promise<Actor | null> {
  const run = await findLiveRun(database.orm, runId);
  if (!run) return null;
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
