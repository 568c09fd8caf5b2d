import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { isSameOrigin, originOf } from "#lib/http/context.ts";
import { peerHeader } from "#lib/http/peer-address.ts";
import { isPathOfServer } from "#lib/http/request-target.ts";
import { errorHeaders } from "#lib/http/respond.ts";
import { AppError, toErrorBody } from "#lib/kernel/errors.ts";
import type { Actor, RequestOrigin } from "#lib/platform/auth/actor.ts";
import { actorFromRequest, actorStill } from "#lib/platform/auth/resolve-actor.ts";
import type { Platform } from "#lib/platform/platform.ts";

/**
 * Who asks for an upgrade, by the rules of every door: a key in a header, or the session's cookie with an Origin that
 * is ours. (A browser sends its cookies with a WebSocket from any page, and asks nobody first.) Throws UNAUTHORIZED
 * or FORBIDDEN.
 */
export async function actorOfUpgrade(platform: Platform, request: IncomingMessage): Promise<Actor> {
  const { authorization, cookie, origin } = request.headers;
  const apiKey = headerOf(request, "x-api-key");
  const hasKey = authorization !== undefined || apiKey !== undefined;
  const isOurPage = origin !== undefined && isSameOrigin(platform, { headers: headersOf(request) });
  if (!hasKey && cookie !== undefined && !isOurPage) {
    throw new AppError("FORBIDDEN", "This page does not belong to this server.");
  }
  const via = hasKey ? "api" : "dashboard";
  const { ip, userAgent } = originOfUpgrade(request);
  const place = { ip, userAgent };
  return known(await actorFromRequest(platform, { cookie, authorization, apiKey, via, place }));
}

/** The same who, while what was opened stays so. Throws UNAUTHORIZED once the session or key is no more. */
export async function actorStillOfUpgrade(
  platform: Platform,
  actor: Actor,
  request: IncomingMessage,
): Promise<Actor> {
  const { authorization } = request.headers;
  return known(await actorStill(platform, actor, { authorization, apiKey: headerOf(request, "x-api-key") }));
}

function known(actor: Actor | null): Actor {
  if (!actor) throw new AppError("UNAUTHORIZED", "Sign in, or send an API key.");
  return actor;
}

/** The path and query of a request line in origin form; anything else, such as an absolute URI, is refused. */
export function urlOfUpgrade(request: IncomingMessage): URL {
  const target = request.url ?? "";
  const isOriginForm = isPathOfServer(target) && URL.canParse(target, "http://server");
  if (!isOriginForm || request.method !== "GET") {
    throw new AppError("VALIDATION_ERROR", "Ask for a path of this server with GET.", {
      details: { field: "url", reason: "a path of this server" },
    });
  }
  return new URL(target, "http://server");
}

export const originOfUpgrade = (request: IncomingMessage): RequestOrigin => originOf(headersOf(request));

/** Answers in HTTP, with the error shape of the REST door, and hangs up. */
export function refuseUpgrade(socket: Duplex, error: unknown, requestId: string): void {
  const body = toErrorBody(error);
  const text = JSON.stringify({ error: body });
  const head = [
    `HTTP/1.1 ${body.status} ${body.type}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(text)}`,
    `X-Request-Id: ${requestId}`,
    ...Object.entries(errorHeaders(body)).map(([name, value]) => `${name}: ${value}`),
    "Cache-Control: no-store",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`);
}

function headersOf({ headers }: IncomingMessage): Headers {
  const known = new Headers();
  for (const name of ["host", "origin", "user-agent", "x-request-id", "x-forwarded-proto", peerHeader]) {
    const value = headers[name];
    if (typeof value === "string") known.set(name, value);
  }
  return known;
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
