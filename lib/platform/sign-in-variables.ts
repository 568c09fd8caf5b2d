import { z } from "zod";
import { type Secret, secret } from "#lib/kernel/secret.ts";

/** What the variables say of identity providers; each is null where none is named. */
export interface SignInVariables {
  readonly github: {
    readonly clientId: string;
    readonly clientSecret: Secret;
    readonly users: readonly string[];
    readonly organisations: readonly string[];
  } | null;
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    /** None for a public client. */
    readonly clientSecret: Secret | null;
    readonly name: string;
    readonly emailDomains: readonly string[];
    readonly groups: readonly string[];
    readonly groupClaim: string;
  } | null;
}

const clientId = (name: string) =>
  z.string().regex(/^[\x21-\x7e]{1,300}$/, `${name} must be what the provider shows as client id.`);
const clientSecret = (name: string) =>
  z.string().regex(/^[\x21-\x7e]{8,1000}$/, `${name} must be what the provider shows as client secret.`);

/** Words between commas, each of one form. */
const wordsOf = (name: string, form: RegExp, example: string) =>
  z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((word) => word.trim())
        .filter((word) => word !== ""),
    )
    .refine((words) => words.length <= 200 && words.every((word) => form.test(word)), {
      error: `${name} must be words between commas, such as ${example}.`,
    })
    .default([]);

const issuerRule =
  "LOCKKEEPER_OIDC_ISSUER must be the http:// or https:// address of an issuer, without user or query.";

/** Of a page or a service, with nothing in it that only one request needs. */
export function isPlainAddress(value: string): boolean {
  const url = URL.parse(value);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    !url.username &&
    !url.password &&
    !url.search &&
    !url.hash
  );
}

const belongTogether = (first: string, second: string) =>
  `${first} and ${second} belong together: set both, or none.`;

const SignIn = z
  .object({
    LOCKKEEPER_GITHUB_CLIENT_ID: clientId("LOCKKEEPER_GITHUB_CLIENT_ID").optional(),
    LOCKKEEPER_GITHUB_CLIENT_SECRET: clientSecret("LOCKKEEPER_GITHUB_CLIENT_SECRET").optional(),
    LOCKKEEPER_GITHUB_USERS: wordsOf("LOCKKEEPER_GITHUB_USERS", /^[\w-]{1,60}$/, "octocat,hubot"),
    LOCKKEEPER_GITHUB_ORGANISATIONS: wordsOf(
      "LOCKKEEPER_GITHUB_ORGANISATIONS",
      /^[\w-]{1,40}(\/[\w-]{1,100})?$/,
      "acme,acme/operators",
    ),
    LOCKKEEPER_OIDC_ISSUER: z.string().refine(isPlainAddress, issuerRule).optional(),
    LOCKKEEPER_OIDC_CLIENT_ID: clientId("LOCKKEEPER_OIDC_CLIENT_ID").optional(),
    LOCKKEEPER_OIDC_CLIENT_SECRET: clientSecret("LOCKKEEPER_OIDC_CLIENT_SECRET").optional(),
    LOCKKEEPER_OIDC_NAME: z
      .string()
      .regex(/^\P{Cc}{1,60}$/u, "LOCKKEEPER_OIDC_NAME must be at most 60 characters, such as Keycloak.")
      .default("Single sign-on"),
    LOCKKEEPER_OIDC_EMAIL_DOMAINS: wordsOf(
      "LOCKKEEPER_OIDC_EMAIL_DOMAINS",
      /^[A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,63}$/,
      "example.org",
    ),
    LOCKKEEPER_OIDC_GROUPS: wordsOf("LOCKKEEPER_OIDC_GROUPS", /^.{1,200}$/, "lockkeeper,operators"),
    LOCKKEEPER_OIDC_GROUP_CLAIM: z
      .string()
      .regex(/^\P{Cc}{1,200}$/u, "LOCKKEEPER_OIDC_GROUP_CLAIM must name a claim, such as groups.")
      .default("groups"),
  })
  .refine(
    ({ LOCKKEEPER_GITHUB_CLIENT_ID: id, LOCKKEEPER_GITHUB_CLIENT_SECRET: key }) =>
      (id === undefined) === (key === undefined),
    belongTogether("LOCKKEEPER_GITHUB_CLIENT_ID", "LOCKKEEPER_GITHUB_CLIENT_SECRET"),
  )
  .refine(
    ({ LOCKKEEPER_OIDC_ISSUER: issuer, LOCKKEEPER_OIDC_CLIENT_ID: id }) =>
      (issuer === undefined) === (id === undefined),
    belongTogether("LOCKKEEPER_OIDC_ISSUER", "LOCKKEEPER_OIDC_CLIENT_ID"),
  );

export const signInVariables: readonly string[] = Object.keys(SignIn.shape);

/** Those of them that may lie in a file. */
export const secretSignInVariables = [
  "LOCKKEEPER_GITHUB_CLIENT_SECRET",
  "LOCKKEEPER_OIDC_CLIENT_SECRET",
] as const;

/** What is said of identity providers; calls `refuse` with a sentence that names the variable for what cannot be used. */
export function readSignInVariables(
  given: Readonly<Record<string, string | undefined>>,
  refuse: (sentence: string) => never,
): SignInVariables {
  const parsed = SignIn.safeParse(given);
  if (!parsed.success)
    return refuse(parsed.error.issues[0]?.message ?? "The process variables could not be read.");
  const { data: read } = parsed;
  const { LOCKKEEPER_GITHUB_CLIENT_ID: githubId, LOCKKEEPER_GITHUB_CLIENT_SECRET: githubSecret } = read;
  const { LOCKKEEPER_OIDC_ISSUER: issuer, LOCKKEEPER_OIDC_CLIENT_ID: oidcId } = read;
  const github = githubId &&
    githubSecret && {
      clientId: githubId,
      clientSecret: secret(githubSecret),
      users: read.LOCKKEEPER_GITHUB_USERS,
      organisations: read.LOCKKEEPER_GITHUB_ORGANISATIONS,
    };
  const oidcSecret = read.LOCKKEEPER_OIDC_CLIENT_SECRET;
  const oidc = issuer &&
    oidcId && {
      issuer,
      clientId: oidcId,
      clientSecret: oidcSecret ? secret(oidcSecret) : null,
      name: read.LOCKKEEPER_OIDC_NAME,
      emailDomains: read.LOCKKEEPER_OIDC_EMAIL_DOMAINS,
      groups: read.LOCKKEEPER_OIDC_GROUPS,
      groupClaim: read.LOCKKEEPER_OIDC_GROUP_CLAIM,
    };
  return { github: github || null, oidc: oidc || null };
}
