import { Hono } from "hono";
import { inputOf, originOf } from "#lib/http/context.ts";
import type { SignInAttempt } from "#lib/http/sign-in-guard.ts";
import { acceptInvitation } from "#lib/modules/invitations/accept-invitation.ts";
import { readOffer } from "#lib/modules/invitations/read-offer.ts";
import { AcceptInvitationInput, InvitationToken } from "#lib/modules/invitations/schema.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";
import { sessionTokenIn } from "#lib/platform/auth/session-cookie.ts";
import type { Platform } from "#lib/platform/platform.ts";

interface Entrance {
  /** Throws for a foreign page, and for an address that has tried too often. */
  guard: (request: Request) => Promise<SignInAttempt>;
  /** The answer that begins a session. */
  signedIn: (token: string, body: Record<string, unknown>) => Response;
}

/** The way in by invitation. Its token comes in a body only: an address ends up in logs, and a look uses nothing up. */
export function invitationRoutes(platform: Platform, { guard, signedIn }: Entrance): Hono {
  const routes = new Hono();

  routes.post("/api/invitation/look", async (context) => {
    const attempt = await guard(context.req.raw);
    const { token } = parseInput(InvitationToken, await inputOf(context));
    const offer = await readOffer(platform, token);
    await attempt.succeeded();
    return Response.json(offer);
  });

  routes.post("/api/invitation/accept", async (context) => {
    const attempt = await guard(context.req.raw);
    const input = parseInput(AcceptInvitationInput, await inputOf(context));
    const { headers } = context.req.raw;
    const cookie = headers.get("cookie");
    const accepted = await acceptInvitation(platform, input, {
      actor: await actorFromRequest(platform, { cookie, via: "dashboard" }),
      origin: originOf(headers),
      shown: sessionTokenIn(platform.environment, cookie),
    });
    await attempt.succeeded();
    const { user, projectId, sessionToken } = accepted;
    return sessionToken === null
      ? Response.json({ user, projectId })
      : signedIn(sessionToken, { user, projectId });
  });
  return routes;
}
