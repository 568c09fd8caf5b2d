import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import { Hono } from "hono";
import { gatewayPaths } from "#lib/http/gateway-paths.ts";
import { AppError, notFound } from "#lib/kernel/errors.ts";
import { type OpenedProvider, openProvider } from "#lib/modules/providers-llm/open-provider.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { isTokenOfLiveRun } from "#lib/modules/runs/gateway-token.ts";
import { checkHost, guardedLookup } from "#lib/platform/outgoing-address.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { ProviderError } from "#lib/providers/errors.ts";

/** A model may think this long before its first byte, or between two. */
const silenceMs = 10 * 60_000;

/** Headers of one connection, of our own side, or of whoever asked: none of them is the provider's business. */
const dropped = new Set([
  "authorization",
  "x-api-key",
  "cookie",
  "host",
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
  "forwarded",
  "x-request-id",
  "set-cookie",
]);

/** They have none by definition, and a Response refuses to be made with one. */
const withoutBody = new Set([204, 205, 304]);

const isPassed = (name: string): boolean =>
  !dropped.has(name) && !name.startsWith("x-forwarded-") && !name.startsWith("x-lockkeeper-");

/**
 * The language models, for agents alone: a token that is good for one run goes in, the provider's real key goes out.
 * Bytes stream through both ways as they come.
 */
export function llmRoutes(platform: Platform): Hono {
  const routes = new Hono();
  routes.all("/api/llm/:provider/*", async (context) => {
    const request = context.req.raw;
    const name = ProviderName.safeParse(context.req.param("provider"));
    if (!name.success) throw notFound("model provider");
    const token = tokenOf(request.headers);
    const tx = platform.database.orm;
    if (!token || !(await isTokenOfLiveRun(tx, token, name.data))) throw wrongToken();
    const provider = await openProvider(tx, platform, name.data);
    return await passOn(request, provider, pathBehind(request.url, name.data));
  });
  return routes;
}

const wrongToken = () =>
  new AppError("UNAUTHORIZED", "The token is not that of a run that is under way with this provider.");

function tokenOf(headers: Headers): string | null {
  const bearer = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  return bearer ?? headers.get("x-api-key");
}

const asksModel: ReadonlySet<string> = new Set(gatewayPaths.map((path) => `/${path}`));

function pathBehind(url: string, provider: string): string {
  const { pathname, search } = new URL(url);
  const path = pathname.slice(`/api/llm/${provider}`.length);
  if (!asksModel.has(path)) throw notFound("address of the provider");
  return path + search;
}

async function passOn(request: Request, provider: OpenedProvider, path: string): Promise<Response> {
  if (request.method !== "GET" && request.method !== "POST") throw notFound("address of the provider");
  const response = await send(request, provider, path);
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined && isPassed(name)) headers.set(name, String(value));
  }
  headers.set("cache-control", "no-store");
  const status = response.statusCode ?? 502;
  if (status < 200 || status > 599) {
    response.destroy();
    throw new ProviderError(provider.name, `The model provider answered with status ${status}.`);
  }
  if (withoutBody.has(status)) {
    response.resume();
    return new Response(null, { status, headers });
  }
  // Node's own type of the same web stream.
  const body = Readable.toWeb(response) as ReadableStream<Uint8Array>;
  return new Response(body, { status, headers });
}

/** A model may run on this machine or beside it; where a cloud keeps its machines' keys, none does. */
const addressRule = { allowPrivate: true };

function send(request: Request, provider: OpenedProvider, path: string): Promise<IncomingMessage> {
  const url = new URL(provider.baseUrl + path);
  const start = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(
        new ProviderError(provider.name, "The model provider does not answer.", { isRetryable: true, cause }),
      );
    try {
      checkHost(url.hostname, addressRule);
    } catch (error) {
      return fail(error);
    }
    const upstream = start(
      url,
      {
        method: request.method,
        headers: headersFor(request, provider),
        signal: request.signal,
        lookup: guardedLookup(addressRule),
      },
      resolve,
    );
    upstream.setTimeout(silenceMs, () => upstream.destroy(new Error("silent for too long")));
    upstream.once("error", fail);
    // Without a listener Node closes such a connection and tells nobody.
    upstream.once("upgrade", (_, socket) => {
      socket.destroy();
      fail(new Error("it wants another protocol"));
    });
    if (request.body === null) return upstream.end();
    const body = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
    body.once("error", (error) => upstream.destroy(error));
    body.pipe(upstream);
  });
}

function headersFor(request: Request, { protocol, key }: OpenedProvider): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of request.headers) if (isPassed(name)) headers[name] = value;
  if (!key) return headers;
  if (protocol === "anthropic") headers["x-api-key"] = key.reveal();
  else headers.authorization = `Bearer ${key.reveal()}`;
  return headers;
}
