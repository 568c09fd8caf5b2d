import { type Context, Hono } from "hono";
import { inputOf, isSameOrigin, originOf } from "#lib/http/context.ts";
import { countedAddress } from "#lib/http/peer-address.ts";
import { tooMany } from "#lib/http/rate-limit.ts";
import { createTokenBuckets } from "#lib/http/token-buckets.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { completeSetup } from "#lib/modules/people/complete-setup.ts";
import { readSetup } from "#lib/modules/people/read-setup.ts";
import { CompleteSetupInput, type SetupAnswer, SpendLinkInput } from "#lib/modules/people/schema.ts";
import { spendSignInLink } from "#lib/modules/people/spend-sign-in-link.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";
import { sessionCookie } from "#lib/platform/auth/session-cookie.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { findRuntimes } from "#lib/providers/runtimes/registry.ts";

const attemptsPerMinute = 10;

/** The ways in for those whom nobody knows yet: the first setup, and links. A link opens by POST only, never by a look. */
export function peopleRoutes(platform: Platform): Hono {
  const routes = new Hono();
  const attempts = createTokenBuckets({ perMinute: attemptsPerMinute, burst: attemptsPerMinute });
  const guard = (request: Request) => {
    refuseForeignPage(platform, request);
    const { headers } = request;
    const forwarded = headers.get("x-forwarded-for") ?? undefined;
    const retryAfterMs = attempts.take(countedAddress(originOf(headers).ip ?? undefined, forwarded));
    if (retryAfterMs > 0) throw tooMany("Too many attempts from your address.", retryAfterMs);
  };

  routes.get("/api/setup", async (context) => Response.json(await describeSetup(platform, context)));

  routes.post("/api/setup", async (context) => {
    guard(context.req.raw);
    const input = parseInput(CompleteSetupInput, await inputOf(context));
    const made = await completeSetup(platform, input, originOf(context.req.raw.headers));
    return signedIn(platform, made.sessionToken, { user: made.user, key: made.key }, 201);
  });

  routes.post("/api/auth/link", async (context) => {
    guard(context.req.raw);
    const input = parseInput(SpendLinkInput, await inputOf(context));
    const { user, sessionToken } = await spendSignInLink(platform, input, originOf(context.req.raw.headers));
    return signedIn(platform, sessionToken, { user }, 200);
  });
  return routes;
}

/** A browser always says where a POST comes from; what says nothing is a program and carries no cookie of a victim. */
function refuseForeignPage(platform: Platform, request: Request): void {
  const { headers } = request;
  if (!headers.has("origin") && !headers.has("sec-fetch-site")) return;
  if (isSameOrigin(platform, request)) return;
  throw new AppError("FORBIDDEN", "A page of another origin may not sign anybody in here.");
}

function signedIn(
  platform: Platform,
  token: string,
  body: Record<string, unknown>,
  status: number,
): Response {
  return Response.json(body, {
    status,
    headers: { "set-cookie": sessionCookie(platform.environment, token) },
  });
}

/** The token of the setup link comes in a header here: addresses end up in logs. */
async function describeSetup(platform: Platform, context: Context): Promise<SetupAnswer> {
  const header = (name: string) => context.req.header(name) ?? null;
  const setup = await readSetup(platform, header("x-setup-token"));
  const expiresAt = setup.isOpen && setup.fault === null ? setup.expiresAt : null;
  const actor = await actorFromRequest(platform, {
    cookie: header("cookie"),
    authorization: header("authorization"),
    apiKey: header("x-api-key"),
    via: "dashboard",
  });
  return {
    isOpen: setup.isOpen,
    expiresAt: expiresAt?.toISOString() ?? null,
    runtimes: expiresAt || actor ? await findRuntimes() : null,
  };
}
