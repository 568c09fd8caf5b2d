import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { Hono } from "hono";
import { bodyOf, isSameOrigin, keyRefused, originOf } from "#lib/http/context.ts";
import { verbsOf } from "#lib/http/mcp/presets.ts";
import { serverFor } from "#lib/http/mcp/server.ts";
import { walledHeader } from "#lib/http/peer-address.ts";
import { errorResponse } from "#lib/http/respond.ts";
import { AppError, forbidden } from "#lib/kernel/errors.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { addressForLinks } from "#lib/platform/public-address.ts";

/**
 * The door of agents: the Model Context Protocol over streamable HTTP, one request at a time. An API key opens it and
 * nothing else does; behind it stand the same verbs, and the same decision, as behind the other doors.
 */
export function mcpRoutes(platform: Platform): Hono {
  const routes = new Hono();
  routes.post("/api/mcp", async (context) => {
    const request = context.req.raw;
    const actor = await actorOfKey(platform, request);
    if (!actor) return keyMissing(request.headers);
    // A person's key that got into a workspace opens nothing from there: only the agent of a run has business here.
    if (request.headers.has(walledHeader) && actor.task === null) {
      throw forbidden("From a workspace only the agent of a run may speak to this address.");
    }
    const areas = context.req.query("tools") ?? null;
    // An address that names an unknown area is answered at once, not at its first list.
    verbsOf(areas);
    // One message at a time: a list of them would be counted as one request.
    return answer({ platform, actor, areas, request, message: await bodyOf(context) });
  });
  // Nothing is kept between two requests: there is no stream to open and no session to end.
  routes.all("/api/mcp", () => methodRefused());
  return routes;
}

/** Who a key belongs to; null without a valid one. A page's request has to come from here, as the protocol asks. */
async function actorOfKey(platform: Platform, request: Request): Promise<Actor | null> {
  const { headers } = request;
  if (headers.has("origin") && !isSameOrigin(platform, request)) {
    throw forbidden("A page of another origin may not speak to this address.");
  }
  return actorFromRequest(platform, {
    cookie: null,
    authorization: headers.get("authorization"),
    apiKey: headers.get("x-api-key"),
    via: "mcp",
  });
}

interface Asked {
  platform: Platform;
  actor: Actor;
  areas: string | null;
  request: Request;
  message: Record<string, unknown>;
}

async function answer({ platform, actor, areas, request, message }: Asked): Promise<Response> {
  const { signal } = request;
  const address = await addressForLinks(platform.environment);
  const server = serverFor({
    platform,
    actor,
    origin: originOf(request.headers),
    areas,
    signal,
    linkTo: (operationId) => `${address}/approvals/${operationId}`,
  });
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  const gone = new Promise<Response>((resolve) => {
    signal.addEventListener("abort", () => resolve(new Response(null, { status: 499 })), { once: true });
  });
  try {
    return await Promise.race([transport.handleRequest(request, { parsedBody: message }), gone]);
  } finally {
    await server.close();
  }
}

function keyMissing(headers: Headers): Response {
  const hasKey = headers.has("authorization") || headers.has("x-api-key");
  const words = hasKey
    ? keyRefused
    : "Send an API key as Authorization: Bearer lk_…; a browser's session does not open this address.";
  const response = errorResponse(new AppError("UNAUTHORIZED", words));
  response.headers.set("www-authenticate", 'Bearer realm="Lockkeeper"');
  return response;
}

function methodRefused(): Response {
  const message = "Send the protocol's messages with POST.";
  const error = {
    type: "VALIDATION_ERROR",
    message,
    status: 405,
    details: { field: "method", reason: message },
  };
  return Response.json({ error }, { status: 405, headers: { allow: "POST" } });
}
