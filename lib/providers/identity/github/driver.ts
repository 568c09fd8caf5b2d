import { z } from "zod";
import { type Secret, secret } from "#lib/kernel/secret.ts";
import type { Answer } from "#lib/providers/ask-json.ts";
import { githubApiUrl, githubHeaders } from "#lib/providers/github.ts";
import { away, callProvider, refused } from "#lib/providers/identity/call.ts";
import type { Exchange, IdentityDriver, IdentityTarget, Proof } from "#lib/providers/identity/port.ts";

const pagesMax = 10;
const pageSize = 100;

// https://docs.github.com/en/rest/users/users, /users/emails, /orgs/orgs and /teams/members
const User = z.object({ id: z.number().int(), login: z.string().max(100), name: z.string().nullish() });
const Emails = z.array(z.object({ email: z.string().max(254), primary: z.boolean(), verified: z.boolean() }));
const Organisations = z.array(z.object({ login: z.string().max(100) }));
const Membership = z.object({ state: z.string() });
const Token = z.object({ access_token: z.string().min(1).max(1000) });
const Complaint = z.object({ error: z.string().max(100) });

export function openGithub(target: IdentityTarget): IdentityDriver {
  return {
    async describe() {
      return { issuer: target.issuer, authorizationUrl: `${target.issuer}/login/oauth/authorize` };
    },
    async tryClient(redirectUri, signal) {
      const { status, body } = await askForToken(target, { code: "none", redirect_uri: redirectUri }, signal);
      const complaint = Complaint.safeParse(body);
      // It looks at the client first, and then at a code that it never gave.
      if (complaint.success && complaint.data.error === "bad_verification_code") return;
      if (status === 404 || (complaint.success && complaint.data.error === "incorrect_client_credentials"))
        throw refused("GitHub does not know this client id with this secret.");
      throw refused("It did not answer as a GitHub does. Check the address.");
    },
    async exchange(asked, signal) {
      const token = await redeem(target, asked, signal);
      const proof = await readProof(target, token, signal);
      if (!proof) throw refused("GitHub does not take the token that it has just given.");
      return proof;
    },
    askAgain: (token, signal) => readProof(target, token, signal),
  };
}

function askForToken(target: IdentityTarget, form: Record<string, string>, signal: AbortSignal) {
  const client = { client_id: target.clientId, client_secret: target.clientSecret?.reveal() ?? "" };
  return callProvider({
    url: `${target.issuer}/login/oauth/access_token`,
    form: { ...client, ...form },
    signal,
  });
}

async function redeem(target: IdentityTarget, asked: Exchange, signal: AbortSignal): Promise<Secret> {
  const { code, redirectUri, verifier } = asked;
  const form = { code, redirect_uri: redirectUri, code_verifier: verifier };
  const { body } = await askForToken(target, form, signal);
  const given = Token.safeParse(body);
  if (!given.success) throw refused("GitHub did not take the code.");
  return secret(given.data.access_token);
}

/** All that GitHub says of the person of a token; null where it takes the token no more. */
async function readProof(target: IdentityTarget, token: Secret, signal: AbortSignal): Promise<Proof | null> {
  const api = callApi(target, token, signal);
  const me = await api("/user");
  if (me.status === 401) return null;
  const user = parsed(User, me);
  const emails = parsed(Emails, await api("/user/emails"));
  const email = emails.find(({ primary, verified }) => primary && verified);
  const { id, login, name } = user;
  return {
    id: String(id),
    login,
    name: name?.trim() || login,
    email: email?.email.toLowerCase() ?? null,
    isEmailVerified: email !== undefined,
    groups: target.wantsGroups ? await readGroups(target, login, api) : [],
    signedInAt: null,
    token,
  };
}

type Api = (path: string) => Promise<Answer>;

const callApi =
  (target: IdentityTarget, token: Secret, signal: AbortSignal): Api =>
  (path) =>
    callProvider({
      url: `${githubApiUrl(target.issuer)}${path}`,
      headers: githubHeaders(token.reveal()),
      signal,
    });

/** The organisations, and of the teams asked about those that the person is in. */
async function readGroups({ teams }: IdentityTarget, login: string, api: Api): Promise<string[]> {
  const groups: string[] = [];
  for (let page = 1; page <= pagesMax; page += 1) {
    const some = parsed(Organisations, await api(`/user/orgs?per_page=${pageSize}&page=${page}`));
    groups.push(...some.map((organisation) => organisation.login.toLowerCase()));
    if (some.length < pageSize) break;
  }
  for (const team of teams) {
    const [organisation = "", slug = ""] = team.split("/");
    if (!groups.includes(organisation.toLowerCase())) continue;
    const path = `/orgs/${encodeURIComponent(organisation)}/teams/${encodeURIComponent(slug)}`;
    const answer = await api(`${path}/memberships/${encodeURIComponent(login)}`);
    // Of a team that the person may not see, too, it says that there is none.
    if (answer.status === 404) continue;
    if (parsed(Membership, answer).state === "active") groups.push(team.toLowerCase());
  }
  return groups;
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  { status, headers, body }: Answer,
): z.output<Schema> {
  if (status === 403 && (headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== undefined))
    throw away("GitHub takes no more calls for now.");
  const answer = schema.safeParse(body);
  if (status === 200 && answer.success) return answer.data;
  throw refused(
    status === 403
      ? "GitHub does not show what was asked for: the person, or their organisation, did not allow it."
      : `GitHub answered ${status}, and not with what was asked for.`,
  );
}
