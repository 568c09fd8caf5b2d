import { z } from "zod";

export const identityKinds = ["github", "oidc"] as const;
export type IdentityKind = (typeof identityKinds)[number];

export const IdentityProviderId = z
  .string("give the provider's id")
  .regex(
    /^[a-z0-9][a-z0-9-]{0,38}$/,
    "small letters, digits and hyphens, at most 39; it stands in addresses",
  );

const addressRule = "must be an https:// address, such as https://id.example.org/realms/acme";

/** Where somebody in between is somebody of one's own: this machine, and names and numbers of private networks. */
const plainHosts =
  /^(localhost|[^.:]+|.+\.(localhost|local|lan|internal|home\.arpa|test)|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+|\[::1\]|\[f[cd][0-9a-f:]+\])$/;

function addressProblem(text: string): string | null {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname) return addressRule;
  if (url.username || url.password) return "must not hold a user name or password";
  if (url.search || url.hash) return "must not have a query or a fragment";
  return url.protocol === "http:" && !plainHosts.test(url.hostname)
    ? "must begin with https://; http:// is only for private networks"
    : null;
}

/** Without a slash at the end, and without the path of its own description. */
export const Issuer = z
  .string(addressRule)
  .trim()
  .max(500, "at most 500 characters")
  .superRefine((text, context) => {
    const reason = addressProblem(text);
    if (reason) context.addIssue({ code: "custom", message: reason });
  })
  .transform((text) =>
    new URL(text).href.replace(/\/\.well-known\/openid-configuration$/, "").replace(/\/+$/, ""),
  );

const ClientId = z
  .string("give the client id that the provider shows")
  .trim()
  .min(1, "give the client id that the provider shows")
  .max(300, "at most 300 characters")
  .regex(/^[\x21-\x7e]+$/, "a client id has no spaces and no letters beyond ASCII");

const ClientSecret = z
  .string("give the secret as text")
  .trim()
  .min(8, "at least 8 characters")
  .max(1_000, "at most 1,000 characters")
  .regex(/^[\x21-\x7e]+$/, "a secret has no spaces and no letters beyond ASCII");

const listOf = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).max(200, "at most 200");

const GithubUser = z
  .string("give each user name as text")
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]{0,38}(_[a-z0-9]{1,20})?$/, "must be a user name of GitHub, such as octocat");

const GithubOrganisation = z
  .string("give each organisation as text")
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,38}(\/[a-z0-9_][a-z0-9_-]{0,99})?$/,
    "must be an organisation such as acme, or a team such as acme/operators",
  );

const EmailDomain = z
  .string("give each domain as text")
  .trim()
  .toLowerCase()
  // Many write it as it stands in an address.
  .overwrite((domain) => domain.replace(/^@/, ""))
  .max(253, "at most 253 characters")
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "must be a domain such as example.org");

const Group = z
  .string("give each group as text")
  .trim()
  .min(1, "a group has a name")
  .max(200, "at most 200 characters");

/** Who may come in. GitHub: a user or a member of an organisation; OpenID Connect: all lists that hold something. */
export const Allowed = z.object({
  users: listOf(GithubUser).default([]),
  organisations: listOf(GithubOrganisation).default([]),
  emailDomains: listOf(EmailDomain).default([]),
  groups: listOf(Group).default([]),
});
export type Allowed = z.infer<typeof Allowed>;

/** What a group gives: a role in the installation, or access to a project. */
export const GroupRole = z.object({
  group: Group,
  role: z.enum(["admin", "member"], "must be one of: admin, member").optional(),
  projectId: z.uuid("must be the id of a project").optional(),
  access: z.enum(["read", "write", "admin"], "must be one of: read, write, admin").optional(),
});
export type GroupRole = z.infer<typeof GroupRole>;

export const ConfigureIdentityProviderInput = z.object({
  providerId: IdentityProviderId,
  /** Of a new provider; one that is there keeps its kind. */
  kind: z.enum(identityKinds, `must be one of: ${identityKinds.join(", ")}`).optional(),
  name: z
    .string("give the name that stands on its button")
    .trim()
    .min(1, "give the name that stands on its button")
    .max(60, "at most 60 characters")
    .regex(/^\P{Cc}*$/u, "a name has no line breaks or control characters")
    .optional(),
  isEnabled: z.boolean("must be true or false").optional(),
  issuer: Issuer.optional(),
  clientId: ClientId.optional(),
  /** Left out: the stored one stays. */
  clientSecret: ClientSecret.optional(),
  allowed: Allowed.optional(),
  groupClaim: z
    .string("give the claim as text")
    .trim()
    .min(1, "give the claim's name, such as groups or realm_access.roles")
    .max(200, "at most 200 characters")
    .nullable()
    .optional(),
  groupRoles: listOf(GroupRole).optional(),
  newPeople: z.literal("member", "must be member or null").nullable().optional(),
});
export type ConfigureIdentityProviderInput = z.infer<typeof ConfigureIdentityProviderInput>;

export const IdentityProviderInput = z.object({ providerId: IdentityProviderId });

export const IdentityProviderView = z.object({
  id: z.string(),
  kind: z.enum(identityKinds),
  name: z.string(),
  isEnabled: z.boolean(),
  issuer: z.string(),
  clientId: z.string(),
  /** The secret itself is never shown again. */
  isSecretSet: z.boolean(),
  allowed: Allowed,
  groupClaim: z.string().nullable(),
  groupRoles: z.array(GroupRole),
  newPeople: z.literal("member").nullable(),
  /** Whether it stands as the variables of the server say, or as somebody set it in the dashboard. */
  origin: z.enum(["environment", "dashboard"]),
  /** What the provider has to be told. */
  callbackUrl: z.string(),
  /** How many people have an account there linked. */
  people: z.number(),
});
export type IdentityProviderView = z.infer<typeof IdentityProviderView>;

export const IdentityProviderPage = z.object({
  items: z.array(IdentityProviderView),
  nextCursor: z.null(),
  /** The address of the GitHub that is taken where none is given. */
  githubUrl: z.string(),
  /** The callback address of a provider, whose id takes the place of `{id}`. */
  callbackUrl: z.string(),
});
export type IdentityProviderPage = z.infer<typeof IdentityProviderPage>;

export const ConfiguredIdentityProvider = z.object({ provider: IdentityProviderView });

export const TestedIdentityProvider = z.object({
  durationMs: z.number(),
  /** One sentence; null when it knows the client. */
  error: z.string().nullable(),
});
export type TestedIdentityProvider = z.infer<typeof TestedIdentityProvider>;

/** An account somewhere else that a person signs in with, or may link. */
export const LinkedAccount = z.object({
  provider: z.object({ id: z.string(), name: z.string(), kind: z.enum(identityKinds) }),
  isLinked: z.boolean(),
  login: z.string().nullable(),
  email: z.string().nullable(),
  linkedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type LinkedAccount = z.infer<typeof LinkedAccount>;

export const LinkedAccounts = z.object({ items: z.array(LinkedAccount), nextCursor: z.null() });

/** What a page says with its request to leave for a provider. */
export const LeaveInput = z.object({
  csrfToken: z.string("give the token of /api/auth/csrf").max(200, "at most 200 characters"),
  next: z.string().max(2_000, "at most 2,000 characters").default("/projects"),
  isToLink: z.boolean("must be true or false").default(false),
  /** Refused before: the provider asks who it is, rather than send the same account again. */
  isAgain: z.boolean("must be true or false").default(false),
});

export const CsrfAnswer = z.object({ csrfToken: z.string() });
export const LeaveAnswer = z.object({ url: z.string() });
