import type { Context } from "hono";
import { cameSecurely, peerHeader } from "#lib/http/peer-address.ts";
import { renewFor } from "#lib/http/renew-cookie.ts";
import type { Channel } from "#lib/kernel/answer.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import type { Actor, RequestOrigin } from "#lib/platform/auth/actor.ts";
import { actorStill, resolveActor } from "#lib/platform/auth/resolve-actor.ts";
import { hasLost, readStanding, standingKey } from "#lib/platform/auth/standing.ts";
import type { EventHub } from "#lib/platform/events/hub.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Where a request came from; a request id that the client sent is kept when it is a plain one. */
export function originOf(headers: Headers): RequestOrigin {
  const given = headers.get("x-request-id") ?? "";
  return {
    requestId: /^[\w.-]{8,100}$/.test(given) ? given : newId(),
    ip: headers.get(peerHeader),
    userAgent: headers.get("user-agent")?.slice(0, 300) ?? null,
  };
}

const strangerRefused = "Sign in, or send an API key: this address needs to know who asks.";
export const keyRefused = "This API key is not valid: it is mistyped, expired or revoked. Send another one.";

/** The caller; throws UNAUTHORIZED for a stranger, FORBIDDEN for a foreign page that uses somebody's cookie. */
export async function requireActor(platform: Platform, request: Request): Promise<Actor> {
  const { headers } = request;
  const hasKey = headers.has("authorization") || headers.has("x-api-key");
  const { ip, userAgent } = originOf(headers);
  const resolved = await resolveActor(platform, {
    ...credentialsOf(headers),
    via: channelOf(headers, hasKey),
    place: { ip, userAgent },
  });
  if (!resolved) throw new AppError("UNAUTHORIZED", hasKey ? keyRefused : strangerRefused);
  const { actor, dueToken } = resolved;
  const isWrite = request.method !== "GET" && request.method !== "HEAD";
  if (isWrite && actor.kind === "person" && !isSameOrigin(platform, request)) {
    throw new AppError("FORBIDDEN", "A page of another origin may not do this with your session.");
  }
  if (dueToken !== null && actor.sessionId) await renewFor(platform, request, actor.sessionId, dueToken);
  return actor;
}

const credentialsOf = (headers: Headers) => ({
  cookie: headers.get("cookie"),
  authorization: headers.get("authorization"),
  apiKey: headers.get("x-api-key"),
});

/** Asks again who sent a request that stays open; null once the session or key was revoked. */
export const recheckActor =
  (platform: Platform, actor: Actor, { headers }: Request) =>
  (): Promise<Actor | null> =>
    actorStill(platform, actor, credentialsOf(headers));

const watchMs = 3_000;

interface Watched {
  platform: Pick<Platform, "database">;
  /** Left out, only the clock looks. */
  hub?: Pick<EventHub, "onWake">;
  actor: Actor;
  /** Who the credentials stand for now; null once they were revoked. */
  recheck: () => Promise<Actor | null>;
  onGone: () => void;
}

/**
 * Calls `onGone` once `recheck` knows nobody any more, or somebody who may do less than at the first look: at once
 * where that was told (`wakeStanding`), and in any case within five seconds, as when a key runs out. Who may still
 * read what they had open comes back and is let in anew.
 */
export function watchActor({ platform, hub, actor, recheck, onGone }: Watched): { stop(): void } {
  const { orm } = platform.database;
  const first = readStanding(orm, actor);
  const isGone = async () => {
    const now = await recheck();
    return !now || hasLost(await first, await readStanding(orm, now));
  };
  // While the database is away nobody can be asked, and nothing is read either.
  const look = () =>
    isGone().then(
      (gone) => gone && onGone(),
      () => {},
    );
  look();
  const timer = setInterval(look, watchMs);
  timer.unref();
  const leave = hub?.onWake(standingKey(actor.id), look);
  return {
    stop() {
      clearInterval(timer);
      leave?.();
    },
  };
}

const channelOf = (headers: Headers, hasKey: boolean): Channel => {
  if (!hasKey) return "dashboard";
  return headers.get("x-lockkeeper-client") === "cli" ? "cli" : "api";
};

/** A browser says where a request comes from; one that says nothing is not trusted with a cookie. */
export function isSameOrigin(
  platform: Pick<Platform, "environment">,
  request: Pick<Request, "headers">,
): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return request.headers.get("sec-fetch-site") === "same-origin";
  if (origin === platform.environment.url) return true;
  const page = URL.parse(origin);
  // What was read on the way to us may not ask those who come safely.
  if (cameSecurely(request.headers) && page?.protocol !== "https:") return false;
  const host = request.headers.get("host");
  return host !== null && page?.host === host;
}

const bodyBytesMax = 6 * 1024 * 1024;

/** Path, query and JSON body in one record; the path wins, so that nothing in a body can point elsewhere. */
export async function inputOf(context: Context): Promise<Record<string, unknown>> {
  return { ...(await bodyOf(context)), ...queryOf(context.req.url), ...context.req.param() };
}

function queryOf(url: string): Record<string, unknown> {
  // Without a prototype: a parameter may be called anything.
  const input: Record<string, unknown> = Object.create(null);
  for (const [name, value] of new URL(url).searchParams) {
    const before = input[name];
    input[name] = before === undefined ? value : [before, value].flat();
  }
  return input;
}

/** The JSON object that was sent, up to 6 MiB; throws VALIDATION_ERROR for anything else. */
export async function bodyOf(context: Context): Promise<Record<string, unknown>> {
  const { method } = context.req;
  if (method === "GET" || method === "HEAD") return {};
  const length = Number(context.req.header("content-length") ?? 0);
  if (length > bodyBytesMax) throw tooLarge();
  const text = await readText(context.req.raw.body);
  if (text.trim() === "") return {};
  const parsed = parseJson(text);
  if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed)) {
    throw new AppError("VALIDATION_ERROR", "The body has to be a JSON object.", {
      details: { field: "body", reason: "not a JSON object" },
    });
  }
  return { ...parsed };
}

const tooLarge = () => new AppError("PAYLOAD_TOO_LARGE", "The request is larger than 6 MiB.");

/** The body as text; stops reading where it grows too large, for a length need not be announced. */
async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bodyBytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("VALIDATION_ERROR", "The body is not valid JSON.", {
      details: { field: "body", reason: "not valid JSON" },
      cause,
    });
  }
}
