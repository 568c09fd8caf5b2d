import { type Answered, askNextAuth } from "#lib/modules/identity-providers/ask-next-auth.ts";
import {
  authOptions,
  ChecksFailed,
  type FlowCookie,
  flowCookieName,
  type Walk,
} from "#lib/modules/identity-providers/auth-options.ts";
import { type CameIn, comeIn } from "#lib/modules/identity-providers/come-in.ts";
import { noteMinutes, sealDisabledNote } from "#lib/modules/identity-providers/disabled-note.ts";
import { linkAccount } from "#lib/modules/identity-providers/link-account.ts";
import { linkMinutes, openIntent, sealIntent } from "#lib/modules/identity-providers/link-intent.ts";
import { openProvider } from "#lib/modules/identity-providers/open-identity.ts";
import type { RefusalCode } from "#lib/modules/identity-providers/rules.ts";
import { findProvider } from "#lib/modules/identity-providers/store.ts";
import { callbackUrlOf } from "#lib/modules/identity-providers/view.ts";
import { recordEntry } from "#lib/modules/people/record-entry.ts";
import { safeNextPath } from "#lib/modules/people/rules.ts";
import { requireFreshSignIn } from "#lib/operations/held-ground.ts";
import type { Actor, RequestOrigin } from "#lib/platform/auth/actor.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";
import { sessionCookie, sessionCookieOptions, sessionTokenIn } from "#lib/platform/auth/session-cookie.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { ProviderError } from "#lib/providers/errors.ts";

/** A request to sign in somewhere else, or the way back from there. */
export interface AuthRequest {
  cookies: Record<string, string>;
  /** The Cookie header as it came. */
  cookie: string | null;
  origin: RequestOrigin;
  /** Where people reach this installation. */
  address: string;
  signal: AbortSignal;
}

/** The token that a page has to show with its request to leave for a provider. */
export async function answerCsrf(platform: Platform, { cookies }: AuthRequest): Promise<Response> {
  const answered = await askNextAuth(authOptions(platform, null), { method: "GET", action: "csrf", cookies });
  return withCookies(
    Response.json(answered.body, { headers: { "cache-control": "no-store" } }),
    answered.cookies,
  );
}

interface Leaving {
  providerId: string;
  csrfToken: string;
  next: string;
  /** To link an account to whoever is signed in, rather than to sign in. */
  isToLink: boolean;
  isAgain: boolean;
}

/**
 * Where the browser goes now: to the provider, or to a page of ours that says why not. Throws FORBIDDEN where who wants
 * to link has to sign in again first.
 */
export async function leave(platform: Platform, request: AuthRequest, leaving: Leaving): Promise<Response> {
  const { providerId, csrfToken, next, isToLink, isAgain } = leaving;
  const actor = isToLink ? await whoIsSignedIn(platform, request) : null;
  // It opens for good from then on, as a passkey does.
  if (actor) requireFreshSignIn(actor);
  const refuse = async (because: RefusalCode) =>
    Response.json({ url: await refusal(platform, request, { providerId, because, isToLink }) });
  if (isToLink && !actor) return await refuse("link_over");
  const walk = await openWalk(platform, request, { providerId, isAgain });
  if (typeof walk === "string") return await refuse(walk);
  const body = { csrfToken, callbackUrl: next };
  const asked = {
    method: "POST" as const,
    action: "signin" as const,
    providerId,
    body,
    cookies: request.cookies,
  };
  const answered = await askNextAuth(authOptions(platform, walk), asked);
  const url = URL.parse(answered.location ?? "");
  if (!url?.href.startsWith(walk.entrance.authorizationUrl)) return await refuse("checks");
  const state = url.searchParams.get("state") ?? "";
  const intent = actor && sealIntent(platform.masterKey, { userId: actor.id, providerId, state }, Date.now());
  const link = intent
    ? flowCookie(platform, "link", intent, linkMinutes * 60)
    : flowCookie(platform, "link", "", 0);
  return withCookies(Response.json({ url: url.href }), [...answered.cookies, link]);
}

/** The way back: signs in, or links; or leads to a page of ours that says why not. */
export async function comeBack(
  platform: Platform,
  request: AuthRequest,
  { providerId, query }: { providerId: string; query: Record<string, string> },
): Promise<Response> {
  const { masterKey } = platform;
  const intent = request.cookies[flowCookieName(platform, "link")];
  const began = intent && openIntent(masterKey, intent, { providerId, state: query.state ?? "" }, Date.now());
  const isToLink = Boolean(began);
  const lead = (to: string, ...cookies: string[]) =>
    withCookies(redirect(to), [...forgotten(platform), ...cookies]);
  const refuse = async (because: RefusalCode) =>
    lead(await refusal(platform, request, { providerId, because, isToLink }));

  if (query.error !== undefined)
    return await refuse(query.error === "access_denied" ? "cancelled" : "provider_refused");
  const walk = await openWalk(platform, request, { providerId, isAgain: false });
  if (typeof walk === "string") return await refuse(walk);
  const { cookies, origin } = request;
  const asked = { method: "GET" as const, action: "callback" as const, providerId, query, cookies };
  await askNextAuth(authOptions(platform, walk), asked);
  const { proof } = walk;
  if (!proof) return await refuse(codeOf(platform, walk));
  if (began) {
    if ((await whoIsSignedIn(platform, request))?.id !== began) return await refuse("link_over");
    const fault = await linkAccount(platform, { providerId, userId: began, proof, origin });
    return lead(fault ? pageOf({ providerId, because: fault, isToLink }) : `/account?linked=${providerId}`);
  }
  const shownToken = sessionTokenIn(platform.environment, request.cookie);
  const outcome = await comeIn(platform, { providerId, proof, origin, shownToken });
  if ("refused" in outcome) {
    const page = pageOf({ providerId, because: outcome.refused, isToLink });
    return lead(page, ...noteOf(platform, outcome));
  }
  const signedIn = sessionCookie(platform.environment, outcome.sessionToken);
  return lead(nextOf(platform, request), signedIn);
}

/** Who is disabled has proved who they are: their browser may be told why, and no other. */
function noteOf(
  platform: Platform,
  { refused, person }: Extract<CameIn, { refused: RefusalCode }>,
): string[] {
  if (refused !== "disabled" || !person) return [];
  const note = sealDisabledNote(platform.masterKey, person.id, Date.now());
  return [flowCookie(platform, "disabled", note, noteMinutes * 60)];
}

async function openWalk(
  platform: Platform,
  { address, signal }: AuthRequest,
  { providerId, isAgain }: { providerId: string; isAgain: boolean },
): Promise<Walk | RefusalCode> {
  const row = await findProvider(platform.database.orm, providerId);
  if (!row?.isEnabled) return "provider_off";
  const driver = openProvider(platform, row);
  const redirectUri = callbackUrlOf(address, providerId);
  try {
    return { row, driver, entrance: await driver.describe(signal), redirectUri, signal, isAgain };
  } catch (error) {
    return codeOf(platform, { fault: error, row });
  }
}

/** What went wrong, for people; for the log, why. */
function codeOf({ log }: Platform, { fault, row }: Pick<Walk, "fault" | "row">): RefusalCode {
  if (fault instanceof ProviderError) {
    log.warn({ provider: row.id, why: fault.publicMessage }, "an identity provider signed nobody in");
    return fault.isRetryable ? "provider_away" : "provider_refused";
  }
  if (fault !== undefined && !(fault instanceof ChecksFailed)) log.error({ err: fault }, "a sign-in failed");
  return "checks";
}

async function whoIsSignedIn(platform: Platform, { cookie }: AuthRequest): Promise<Actor | null> {
  const actor = await actorFromRequest(platform, { cookie, via: "dashboard" });
  return actor?.kind === "person" ? actor : null;
}

interface Refused {
  providerId: string;
  because: RefusalCode;
  isToLink: boolean;
}

/** The page that says why; and the audit row of a refusal that came before anybody was known. */
async function refusal(platform: Platform, { origin }: AuthRequest, refused: Refused): Promise<string> {
  const { providerId, because, isToLink } = refused;
  const what = isToLink ? "account.link_refused" : "sign_in.refused";
  await transact(platform.database, async (tx) => {
    recordEntry(tx, { what, person: null, origin, details: { because, provider: providerId } });
  });
  return pageOf(refused);
}

/** Where a browser is led that came back and could not be answered: it shows a page, not what went wrong inside. */
export const leadAway = (providerId: string, because: "too_often" | "failed"): Response =>
  redirect(pageOf({ providerId, because, isToLink: false }));

const pageOf = ({ providerId, because, isToLink }: Refused): string =>
  `${isToLink ? "/account" : "/sign-in"}?${new URLSearchParams({ refused: because, provider: providerId })}`;

/** Where the person wanted to go when they left. */
function nextOf(platform: Platform, { cookies, address }: AuthRequest): string {
  const kept = cookies[flowCookieName(platform, "callback")] ?? "";
  return safeNextPath(kept.startsWith(address) ? kept.slice(address.length) : kept);
}

function flowCookie(platform: Platform, name: FlowCookie, value: string, ageSeconds: number): string {
  const { secure } = sessionCookieOptions(platform.environment);
  const parts = [
    `${flowCookieName(platform, name)}=${value}`,
    "Path=/",
    `Max-Age=${ageSeconds}`,
    "HttpOnly",
    "SameSite=Lax",
  ];
  return (secure ? [...parts, "Secure"] : parts).join("; ");
}

/** What was kept for one walk is good for that one, however it ended. */
const forgotten = (platform: Platform): string[] =>
  (["state", "pkce", "nonce", "callback", "link", "disabled"] as const).map((name) =>
    flowCookie(platform, name, "", 0),
  );

const redirect = (to: string): Response =>
  new Response(null, { status: 302, headers: { location: to, "cache-control": "no-store" } });

function withCookies(response: Response, cookies: Answered["cookies"]): Response {
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}
