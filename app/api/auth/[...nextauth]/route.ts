import type { NextRequest } from "next/server";
import { isSameOrigin, originOf } from "#lib/http/context.ts";
import { countedAddress } from "#lib/http/peer-address.ts";
import { tooMany } from "#lib/http/rate-limit.ts";
import { errorResponse } from "#lib/http/respond.ts";
import { createTokenBuckets } from "#lib/http/token-buckets.ts";
import { AppError, forbidden } from "#lib/kernel/errors.ts";
import {
  type AuthRequest,
  answerCsrf,
  comeBack,
  leadAway,
  leave,
} from "#lib/modules/identity-providers/answer-auth.ts";
import { IdentityProviderId, LeaveInput } from "#lib/modules/identity-providers/schema.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { type Platform, platformOfProcess } from "#lib/platform/platform.ts";
import { addressForLinks } from "#lib/platform/public-address.ts";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

const walksPerMinute = 30;
const walks = createTokenBuckets({ perMinute: walksPerMinute, burst: walksPerMinute });

/** Of all that next-auth can do, what signing in with a provider needs; the rest is not there. */
async function handle(request: NextRequest, { params }: Context): Promise<Response> {
  try {
    const platform = await platformOfProcess();
    const [action, given, ...more] = (await params).nextauth;
    const { method } = request;
    if (action === "csrf" && method === "GET" && given === undefined)
      return await answerCsrf(platform, await authRequest(platform, request));
    // What can be no id of a provider is neither asked about nor written into a record, however long it is.
    const { data: providerId } = IdentityProviderId.safeParse(given);
    if (providerId === undefined || more.length > 0) return nothingHere();
    if (action === "signin" && method === "POST") return await answerLeave(platform, request, providerId);
    if (action === "callback" && method === "GET") return await answerBack(platform, request, providerId);
    return nothingHere();
  } catch (error) {
    if (!(error instanceof AppError))
      (await platformOfProcess()).log.error({ err: error }, "a sign-in failed");
    return errorResponse(error);
  }
}

async function answerBack(platform: Platform, request: NextRequest, providerId: string): Promise<Response> {
  try {
    countWalk(request);
    const query = Object.fromEntries(request.nextUrl.searchParams);
    return await comeBack(platform, await authRequest(platform, request), { providerId, query });
  } catch (error) {
    if (error instanceof AppError && error.type === "RATE_LIMITED") return leadAway(providerId, "too_often");
    platform.log.error({ err: error }, "a sign-in failed");
    return leadAway(providerId, "failed");
  }
}

async function answerLeave(platform: Platform, request: NextRequest, providerId: string): Promise<Response> {
  if (!isSameOrigin(platform, request))
    throw forbidden("A page of another origin may not sign anybody in here.");
  countWalk(request);
  const input = parseInput(LeaveInput, await request.json().catch(() => null));
  return await leave(platform, await authRequest(platform, request), { providerId, ...input });
}

async function authRequest(platform: Platform, request: NextRequest): Promise<AuthRequest> {
  const address = await addressForLinks(platform.environment);
  // next-auth takes its own address from this variable alone.
  process.env.NEXTAUTH_URL = address;
  return {
    cookies: Object.fromEntries(request.cookies.getAll().map(({ name, value }) => [name, value])),
    cookie: request.headers.get("cookie"),
    origin: originOf(request.headers),
    address,
    signal: request.signal,
  };
}

function countWalk({ headers }: NextRequest): void {
  const retryAfterMs = walks.take(countedAddress(originOf(headers).ip));
  if (retryAfterMs > 0) throw tooMany("Too many attempts from your address.", retryAfterMs);
}

const nothingHere = (): Response =>
  errorResponse(new AppError("NOT_FOUND", "There is nothing at this address."));

export { handle as GET, handle as POST };
