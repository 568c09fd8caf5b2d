import { type Context, Hono } from "hono";
import { inputOf, originOf } from "#lib/http/context.ts";
import { invitationRoutes } from "#lib/http/invitations.ts";
import { guardSignIn, refuseForeignPage } from "#lib/http/sign-in-guard.ts";
import { signedIn } from "#lib/http/signed-in.ts";
import { completeSetup } from "#lib/modules/people/complete-setup.ts";
import { readSetup } from "#lib/modules/people/read-setup.ts";
import { CompleteSetupInput, type SetupAnswer, SpendLinkInput } from "#lib/modules/people/schema.ts";
import { spendSignInLink } from "#lib/modules/people/spend-sign-in-link.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";
import { sessionTokenIn } from "#lib/platform/auth/session-cookie.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { findRuntimes } from "#lib/providers/runtimes/registry.ts";

/** The ways in for those whom nobody knows yet: the first setup, and links. A link opens by POST only, never by a look. */
export function peopleRoutes(platform: Platform): Hono {
  const routes = new Hono();
  const guard = (request: Request) => {
    refuseForeignPage(platform, request);
    return guardSignIn(platform, request.headers);
  };

  routes.get("/api/setup", async (context) => Response.json(await describeSetup(platform, context)));

  routes.post("/api/setup", async (context) => {
    const attempt = await guard(context.req.raw);
    const input = parseInput(CompleteSetupInput, await inputOf(context));
    const made = await completeSetup(platform, input, originOf(context.req.raw.headers));
    await attempt.succeeded();
    return signedIn(platform, made.sessionToken, { user: made.user, key: made.key }, 201);
  });

  routes.post("/api/auth/link", async (context) => {
    const { headers } = context.req.raw;
    const attempt = await guard(context.req.raw);
    const input = parseInput(SpendLinkInput, await inputOf(context));
    const shown = sessionTokenIn(platform.environment, headers.get("cookie"));
    const { user, sessionToken } = await spendSignInLink(platform, input, originOf(headers), shown);
    await attempt.succeeded();
    return signedIn(platform, sessionToken, { user }, 200);
  });
  routes.route(
    "/",
    invitationRoutes(platform, {
      guard,
      signedIn: (token, body) => signedIn(platform, token, body, 201),
    }),
  );
  return routes;
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
