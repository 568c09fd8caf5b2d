import type { IncomingMessage, ServerResponse } from "node:http";
import { countedAddress, peerHeader } from "#lib/http/peer-address.ts";
import { type Counted, countedOf, type RateLimits } from "#lib/http/rate-limit.ts";
import { errorHeaders } from "#lib/http/respond.ts";
import { createTurns } from "#lib/http/turns.ts";
import { toErrorBody } from "#lib/kernel/errors.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { isTokenOfLiveRun } from "#lib/modules/runs/gateway-token.ts";
import { actorFromRequest, credentialIn } from "#lib/platform/auth/resolve-actor.ts";
import { hashToken } from "#lib/platform/auth/tokens.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** What watches the process must always get through, and a page brings dozens of its own files along. */
const uncounted = /^\/(?:health|healthz|api\/health|icon\.svg|_next\/static\/.*)(?:\?|$)/;

/** Counts a request or an upgrade before anything of it is read; throws, or rejects with, RATE_LIMITED. */
export function admitRequest(
  platform: Platform,
  limits: RateLimits,
  request: IncomingMessage,
): Promise<void> | null {
  const url = request.url ?? "/";
  if (uncounted.test(url)) return null;
  const { cookie, authorization } = request.headers;
  const apiKey = textOf(request.headers["x-api-key"]);
  const shown = { cookie, authorization, apiKey };
  const credential = credentialIn(platform, shown);
  return limits.admit({
    credential,
    address: countedAddress(textOf(request.headers[peerHeader])),
    async identify(): Promise<Counted | null> {
      const provider = ProviderName.safeParse(/^\/api\/llm\/([^/?]+)/.exec(url)?.[1]);
      if (provider.success) return await countedRun(platform, credential, provider.data);
      const place = { ip: textOf(request.headers[peerHeader]) ?? null, userAgent: userAgentOf(request) };
      const actor = await actorFromRequest(platform, { ...shown, via: "api", place });
      return actor && countedOf(actor);
    },
  });
}

interface Exchange {
  platform: Platform;
  limits: RateLimits;
  request: IncomingMessage;
  response: ServerResponse;
}

/** Of everybody in this process. */
const turns = createTurns();

/** Answers a request that is let in when it is its turn, and refuses one that is not at once. */
export function admitThen({ platform, limits, request, response }: Exchange, answer: () => void): void {
  const refuse = (error: unknown) => refuseRequest(request, response, error);
  const answerInTurn = () =>
    turns.take(whoseOf(platform, request), (end) => {
      response.once("close", end);
      if (response.destroyed) return end();
      answer();
    });
  try {
    const pending = admitRequest(platform, limits, request);
    if (pending) pending.then(answerInTurn, refuse);
    else if (uncounted.test(request.url ?? "/")) answer();
    else answerInTurn();
  } catch (error) {
    refuse(error);
  }
}

/** Who takes turns with themselves: one credential, or one address where there is none. */
const whoseOf = (platform: Platform, { headers }: IncomingMessage): string =>
  credentialIn(platform, {
    cookie: headers.cookie,
    authorization: headers.authorization,
    apiKey: textOf(headers["x-api-key"]),
  }) ?? countedAddress(textOf(headers[peerHeader]));

/** A run's requests to its model are counted for the run. */
async function countedRun(platform: Platform, token: string | null, provider: ProviderName) {
  const isLive = token !== null && (await isTokenOfLiveRun(platform.database.orm, token, provider));
  return isLive ? { own: `run ${hashToken(token)}`, together: null } : null;
}

const userAgentOf = ({ headers }: IncomingMessage) => headers["user-agent"]?.slice(0, 300) ?? null;

const textOf = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(", ") : header;

/** Answers a request that is not let in: to the API in its error shape, to a page in a sentence. */
function refuseRequest(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const body = toErrorBody(error);
  const isForApi = request.url?.startsWith("/api/") === true;
  response.writeHead(body.status, {
    "content-type": isForApi ? "application/json" : "text/plain; charset=utf-8",
    "cache-control": "no-store",
    ...errorHeaders(body),
  });
  response.end(isForApi ? JSON.stringify({ error: body }) : `${body.message}\n`);
}
