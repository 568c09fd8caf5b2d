import { Hono } from "hono";
import { inputOf, originOf, requireActor } from "#lib/http/context.ts";
import { guardSignIn, refuseForeignPage } from "#lib/http/sign-in-guard.ts";
import { signedIn } from "#lib/http/signed-in.ts";
import { askForSignIn, askPasskey } from "#lib/modules/passkeys/ask-passkey.ts";
import { personOfPasskey } from "#lib/modules/passkeys/person-of-passkey.ts";
import { AskPasskeyInput, UsePasskeyInput } from "#lib/modules/passkeys/schema.ts";
import { signInAgain, signInWithPasskey } from "#lib/modules/passkeys/use-passkey.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { sessionTokenIn } from "#lib/platform/auth/session-cookie.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** What a browser and a passkey say to each other, with the server in between: first what to sign, then what was signed. */
export function passkeyRoutes(platform: Platform): Hono {
  const routes = new Hono();
  const shownBy = ({ headers }: Request) => sessionTokenIn(platform.environment, headers.get("cookie"));

  routes.post("/api/passkeys/sign-in/options", async (context) => {
    const request = context.req.raw;
    refuseForeignPage(platform, request);
    return Response.json({ options: await askForSignIn(platform, pageOf(request)) });
  });

  routes.post("/api/passkeys/sign-in", async (context) => {
    const request = context.req.raw;
    refuseForeignPage(platform, request);
    const attempt = await guardSignIn(platform, request.headers);
    const { credential } = parseInput(UsePasskeyInput, await inputOf(context));
    const userId = await personOfPasskey(platform, credential.id);
    if (userId !== null) await attempt.by(userId);
    const origin = originOf(request.headers);
    const { user, sessionToken } = await signInWithPasskey(platform, {
      credential,
      origin,
      shown: shownBy(request),
    });
    await attempt.succeeded();
    return signedIn(platform, sessionToken, { user }, 200);
  });

  routes.post("/api/passkeys/options", async (context) => {
    const request = context.req.raw;
    const actor = await requireActor(platform, request);
    const { purpose } = parseInput(AskPasskeyInput, await inputOf(context));
    return Response.json({ options: await askPasskey(platform, { actor, purpose, from: pageOf(request) }) });
  });

  routes.post("/api/passkeys/again", async (context) => {
    const request = context.req.raw;
    const actor = await requireActor(platform, request);
    const attempt = await guardSignIn(platform, request.headers);
    const { credential } = parseInput(UsePasskeyInput, await inputOf(context));
    if (actor.userId) await attempt.by(actor.userId);
    const origin = originOf(request.headers);
    const use = { credential, origin, shown: shownBy(request) };
    const { user, sessionToken } = await signInAgain(platform, actor, use);
    await attempt.succeeded();
    return signedIn(platform, sessionToken, { user }, 200);
  });
  return routes;
}

/** The page that asks, as the browser says; it was found to be one of ours. */
const pageOf = (request: Request): string => request.headers.get("origin") ?? "";
