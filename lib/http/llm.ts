/**
 * The language models, for agents alone: a token that is good for one run goes in, the provider's real key goes out.
 * Answers stream through as they come, and what they took is counted on the way. Nothing is asked twice. A call is
 * refused where a budget is used up, which pauses its run; it is cut off within a second when its run ends. What an
 * agent sends is a stranger's: it is judged when all of it is here, and so much of it is held at once and no more.
 */
import type { IncomingMessage } from "node:http";
import { Hono } from "hono";
import { gatewayPaths } from "#lib/http/gateway-paths.ts";
import { askProvider, isPassedBack } from "#lib/http/llm/ask-provider.ts";
import { type Cuts, createCuts } from "#lib/http/llm/cuts.ts";
import { joined } from "#lib/http/llm/joined.ts";
import { createLedger, type Ledger, type OpenCall } from "#lib/http/llm/ledger.ts";
import { type ReadBody, readBody } from "#lib/http/llm/read-body.ts";
import { type Protocol, type Refusal, refusalResponse } from "#lib/http/llm/refusal.ts";
import { type Look, lookAt, takeTurn, wrongToken } from "#lib/http/llm/take-turn.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { type OpenedProvider, openProvider } from "#lib/modules/providers-llm/open-provider.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import type { Caller } from "#lib/modules/spending/admit-call.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { ProviderError } from "#lib/providers/errors.ts";

interface Gateway {
  platform: Platform;
  cuts: Cuts;
  ledger: Ledger;
}

interface Call {
  caller: Caller;
  provider: OpenedProvider;
  path: GatewayPath;
  /** With its question mark, or empty. */
  search: string;
  request: Request;
}

export function llmRoutes(platform: Platform): Hono {
  const gateway = { platform, cuts: createCuts(platform), ledger: createLedger(platform) };
  const routes = new Hono();
  routes.all("/api/llm/:provider/*", async (context) => {
    const request = context.req.raw;
    const name = ProviderName.safeParse(context.req.param("provider"));
    if (!name.success) throw notFound("model provider");
    const token = tokenOf(request.headers);
    if (!token) throw wrongToken();
    const [look, provider] = await Promise.all([
      lookAt(platform, gateway.ledger, { token, provider: name.data }),
      openProvider(platform.database.orm, platform, name.data).catch((error: unknown) => error),
    ]);
    const { caller } = look;
    if (!caller) throw wrongToken();
    if (!isOpened(provider)) throw provider;
    const { path, search } = pathBehind(request.url, name.data);
    const call = { caller, provider, path, search, request };
    if (request.method === "GET") return await read(gateway, call);
    if (request.method !== "POST") throw notFound("address of the provider");
    return await ask(gateway, call, { token, look });
  });
  return routes;
}

const isOpened = (provider: unknown): provider is OpenedProvider =>
  !(provider instanceof Error) && typeof provider === "object";

function tokenOf(headers: Headers): string | null {
  const bearer = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  return bearer ?? headers.get("x-api-key");
}

type GatewayPath = `/${(typeof gatewayPaths)[number]}`;
const served: readonly GatewayPath[] = gatewayPaths.map((path) => `/${path}` as const);

/** Counting costs nothing, and so it is neither recorded nor held to a budget. */
const isFree = (path: GatewayPath): boolean => path === "/messages/count_tokens" || path === "/models";

const protocolOf = (path: GatewayPath): Protocol => (path.startsWith("/messages") ? "anthropic" : "openai");

function pathBehind(url: string, provider: string): { path: GatewayPath; search: string } {
  const { pathname, search } = new URL(url);
  const behind = pathname.slice(`/api/llm/${provider}`.length);
  const path = served.find((one) => one === behind);
  if (!path) throw notFound("address of the provider");
  return { path, search };
}

/** The list of models. */
async function read({ cuts }: Gateway, { caller, provider, path, search, request }: Call): Promise<Response> {
  const watched = cuts.watch(caller.runId);
  const signal = AbortSignal.any([request.signal, watched.signal]);
  try {
    const asked = {
      method: "GET",
      path: path + search,
      headers: request.headers,
      body: null,
      signal,
    } as const;
    const answer = await askProvider(provider, asked);
    answer.once("close", watched.done);
    return passOn(provider, answer);
  } catch (error) {
    watched.done();
    throw error;
  }
}

/** Calls of one run that may be open at once, each with a body of up to 32 MB. Agents have one, and one per helper. */
const callsMax = 16;

const tooManyCalls: Refusal = {
  status: 429,
  code: "too_many_calls",
  message: `This run has ${callsMax} calls open at once. Wait until one of them has ended.`,
};

async function ask(
  gateway: Gateway,
  call: Call,
  { token, look }: { token: string; look: Look },
): Promise<Response> {
  const { caller, provider, path, search, request } = call;
  const protocol = protocolOf(path);
  const watched = gateway.cuts.watch(caller.runId);
  const signal = AbortSignal.any([request.signal, watched.signal]);
  let open: OpenCall | null = null;
  const refuse = (refusal: Refusal) => {
    watched.done();
    return refusalResponse(protocol, refusal);
  };
  try {
    if (watched.callsOfRun > callsMax) return refuse(tooManyCalls);
    const read = await readBody(request, path);
    if (read.kind !== "read") return refuse(notRead(read));
    const asking = { look, token, provider: provider.name, body: read.body, isFree: isFree(path), signal };
    const turn = await takeTurn(gateway.platform, gateway.ledger, asking);
    if (turn.kind === "refused") return refuse(turn.refusal);
    open = turn.open;
    const { headers } = request;
    const asked = { method: "POST", path: path + search, headers, body: read.body.bytes, signal } as const;
    const answer = await askProvider(provider, asked);
    answer.once("close", watched.done);
    open?.follow(answer);
    return passOn(provider, answer);
  } catch (error) {
    watched.done();
    open?.fail({ isCut: signal.aborted });
    throw error;
  }
}

function notRead(read: Exclude<ReadBody, { kind: "read" }>): Refusal {
  if (read.kind === "too_large")
    return { status: 413, code: "body_too_large", message: "The request has more than 32 MB." };
  return { status: 400, code: "invalid_body", message: read.problem };
}

/** They have none by definition, and a Response refuses to be made with one. */
const withoutBody = new Set([204, 205, 304]);

function passOn(provider: OpenedProvider, answer: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && isPassedBack(name)) headers.set(name, String(value));
  }
  headers.set("cache-control", "no-store");
  const status = answer.statusCode ?? 502;
  if (status < 200 || status > 599) {
    answer.destroy();
    throw new ProviderError(provider.name, `The model provider answered with status ${status}.`);
  }
  if (withoutBody.has(status)) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  return new Response(joined(answer), { status, headers });
}
