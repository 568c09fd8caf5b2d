import type {
  Allowed,
  ConfigureIdentityProviderInput,
  GroupRole,
  IdentityKind,
} from "#lib/modules/identity-providers/schema.ts";
import { disabledWords } from "#lib/modules/people/rules.ts";

/** Who may come in by a provider, what its groups give, and what people read who may not. */

export interface Known {
  login: string | null;
  email: string | null;
  isEmailVerified: boolean;
  groups: readonly string[];
}

/** By the rules of a provider: they also end what is open by it. */
const placeCodes = [
  "not_listed",
  "not_in_organisation",
  "not_in_group",
  "wrong_domain",
  "email_not_verified",
] as const;
type PlaceCode = (typeof placeCodes)[number];

export const refusalCodes = [
  ...placeCodes,
  "not_linked",
  "not_invited",
  "disabled",
  "linked_elsewhere",
  "another_linked",
  "email_elsewhere",
  "link_over",
  "provider_off",
  "provider_away",
  "provider_refused",
  "cancelled",
  "checks",
  "too_often",
  "failed",
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** Why somebody may not come in; null where they may. Without any list nobody is kept out here. */
export function keptOut(kind: IdentityKind, allowed: Allowed, known: Known): PlaceCode | null {
  if (kind === "github") return keptOutOfGithub(allowed, known);
  const { emailDomains, groups } = allowed;
  if (emailDomains.length > 0) {
    if (!known.isEmailVerified) return "email_not_verified";
    if (!emailDomains.includes(known.email?.split("@").at(-1) ?? "")) return "wrong_domain";
  }
  return groups.length > 0 && !groups.some((group) => known.groups.includes(group)) ? "not_in_group" : null;
}

/** Either list lets in. */
function keptOutOfGithub({ users, organisations }: Allowed, { login, groups }: Known): PlaceCode | null {
  if (users.length === 0 && organisations.length === 0) return null;
  if (login !== null && users.includes(login.toLowerCase())) return null;
  if (organisations.some((organisation) => groups.includes(organisation))) return null;
  return organisations.length > 0 ? "not_in_organisation" : "not_listed";
}

/** Whether a provider says at all who may come in. */
export const hasList = ({ users, organisations, emailDomains, groups }: Allowed): boolean =>
  users.length + organisations.length + emailDomains.length + groups.length > 0;

/** The teams among organisations and groups: GitHub is asked for each of them. */
export const teamsIn = (allowed: Allowed, groupRoles: readonly GroupRole[]): string[] => {
  const named = [...allowed.organisations, ...groupRoles.map(({ group }) => group.toLowerCase())];
  return [...new Set(named.filter((name) => name.includes("/")))];
};

export type ProjectAccess = "read" | "write" | "admin";

export interface Grants {
  role: "admin" | "member" | null;
  projects: { projectId: string; access: ProjectAccess }[];
}

const accessOrder: readonly ProjectAccess[] = ["read", "write", "admin"];

/** What somebody's groups give them: of several the most. GitHub's names are the same in capitals. */
export function grantsOf(
  kind: IdentityKind,
  groupRoles: readonly GroupRole[],
  groups: readonly string[],
): Grants {
  const same = (group: string) => (kind === "github" ? group.toLowerCase() : group);
  const given = groupRoles.filter(({ group }) => groups.includes(same(group)));
  const roles = given.map(({ role }) => role);
  const projects = new Map<string, ProjectAccess>();
  for (const { projectId, access } of given) {
    if (!projectId || !access) continue;
    const before = projects.get(projectId);
    if (!before || accessOrder.indexOf(access) > accessOrder.indexOf(before)) projects.set(projectId, access);
  }
  return {
    role: roles.includes("admin") ? "admin" : roles.includes("member") ? "member" : null,
    projects: [...projects].map(([projectId, access]) => ({ projectId, access })),
  };
}

export const usualScopes: Record<IdentityKind, readonly string[]> = {
  github: ["read:user", "user:email"],
  oidc: ["openid", "profile", "email"],
};

/** What a person is asked to show; of their organisations only where those decide something. */
export const scopesOf = (kind: IdentityKind, wantsGroups: boolean): readonly string[] =>
  kind === "github" && wantsGroups ? [...usualScopes.github, "read:org"] : usualScopes[kind];

interface Settled {
  kind: IdentityKind;
  /** Null: the GitHub of the installation. */
  issuer: string | null;
  hasSecret: boolean;
  allowed: Allowed;
  groupClaim: string | null;
  groupRoles: readonly GroupRole[];
  newPeople: "member" | null;
}

/** What is wrong with a provider as it would be; null where nothing is. */
export function providerProblem(after: Settled): { field: string; reason: string } | null {
  const { kind, issuer, allowed, groupClaim, groupRoles, newPeople } = after;
  if (kind === "github" && issuer !== null && new URL(issuer).pathname !== "/")
    return { field: "issuer", reason: "must be the address of a GitHub, without a path" };
  if (kind === "github" && !after.hasSecret)
    return { field: "clientSecret", reason: "give the client secret that GitHub shows once" };
  if (kind === "github" && (allowed.emailDomains.length > 0 || allowed.groups.length > 0))
    return { field: "allowed", reason: "takes users and organisations at GitHub" };
  if (kind === "oidc" && (allowed.users.length > 0 || allowed.organisations.length > 0))
    return { field: "allowed", reason: "takes emailDomains and groups at OpenID Connect" };
  if (kind === "oidc" && groupClaim === null && (allowed.groups.length > 0 || groupRoles.length > 0))
    return { field: "groupClaim", reason: "give the claim that names a person's groups, such as groups" };
  if (newPeople === "member" && !hasList(allowed))
    return {
      field: "allowed",
      reason: "say who may come in, before everybody whom it knows becomes a member",
    };
  const [half] = groupRoles.filter(({ role, projectId, access }) => !role && !(projectId && access));
  return half
    ? {
        field: "groupRoles",
        reason: `say what the group ${half.group} gives: a role, or access to a project`,
      }
    : null;
}

/** Whether a change touches where people are sent, or by which credential: what sign-in by it hangs on. */
export const changesEntrance = (
  before: { issuer: string; clientId: string },
  change: ConfigureIdentityProviderInput,
): boolean =>
  change.clientSecret !== undefined ||
  (change.issuer !== undefined && change.issuer !== before.issuer) ||
  (change.clientId !== undefined && change.clientId !== before.clientId);

interface Granting {
  issuer: string;
  groupClaim: string | null;
  groupRoles: readonly GroupRole[];
}

const adminGroups = ({ groupRoles }: Granting): string[] =>
  groupRoles.filter(({ role }) => role === "admin").map(({ group }) => group);

/** Whether people become admins by a change who did not before: by another group, or by the word of another issuer. */
export function makesAdmins(before: Granting | null, after: Granting): boolean {
  const groups = adminGroups(after);
  const isSameWord = before?.issuer === after.issuer && before.groupClaim === after.groupClaim;
  const known = before && isSameWord ? adminGroups(before) : [];
  return groups.some((group) => !known.includes(group));
}

interface Refusal {
  title: string;
  text: string;
}

/** What people read, by the code in the address; `known` is what the provider is called here, null where it is gone. */
export function refusalWords(code: RefusalCode, known: string | null): Refusal {
  const account = known === null ? "account" : `${known} account`;
  const [name, first] = known === null ? ["the provider", "The provider"] : [known, known];
  const words: Record<RefusalCode, Refusal> = {
    not_listed: {
      title: `Your ${account} is not on the list`,
      text: "An admin of this installation says whose accounts may come in. Ask one to add yours.",
    },
    not_in_organisation: {
      title: "You are not in an organisation that may come in",
      text: `Ask an admin which organisation of ${name} it is, and be a member of it there. If you are one, let Lockkeeper see it: the organisation may have to approve it under third-party access.`,
    },
    not_in_group: {
      title: "You are in no group that may come in",
      text: `Ask whoever keeps the groups of ${name} to add you, then sign in again.`,
    },
    wrong_domain: {
      title: "Your e-mail address may not come in",
      text: "Only addresses of certain domains may. Sign in with your address at work, or ask an admin.",
    },
    email_not_verified: {
      title: "Your e-mail address is not verified",
      text: `${first} does not say that the address is yours. Verify it there, then try again.`,
    },
    not_linked: {
      title: `Your ${account} is not linked`,
      text: "Somebody here has its e-mail address. If that is you: sign in the way you did before, then link it on your account page.",
    },
    not_invited: {
      title: "Nobody here knows this account",
      text: "Ask an owner or admin for an invitation.",
    },
    disabled: { title: "You may not sign in here", text: disabledWords(null) },
    linked_elsewhere: {
      title: `This ${account} is linked to somebody else`,
      text: "One account opens for one person. Unlink it there first, or use another.",
    },
    another_linked: {
      title: `You have linked another ${account}`,
      text: "Unlink that one first.",
    },
    email_elsewhere: {
      title: "Its e-mail address belongs to somebody else here",
      text: "Link an account whose verified address is yours, or ask an admin to set it right.",
    },
    link_over: {
      title: "The account was not linked",
      text: "You are no longer signed in as the person who began it. Sign in and begin again.",
    },
    provider_off: {
      title: "This way in is closed",
      text: "An admin has turned it off or removed it. Take another one.",
    },
    provider_away: {
      title: `${first} does not answer`,
      text: "Try again in a while, or take another way in.",
    },
    provider_refused: {
      title: `${first} did not sign you in`,
      text: "Its answer could not be used. Try again; if it stays so, an admin sees in Settings, Sign-in what is wrong.",
    },
    cancelled: { title: "You are not signed in", text: `Signing in was cancelled at ${name}.` },
    checks: {
      title: "You are not signed in",
      text: "The answer did not belong to a sign-in that this browser began, or came too late. Begin again here.",
    },
    too_often: {
      title: "You are not signed in",
      text: "There were too many attempts from your address. Wait a minute, then begin again.",
    },
    failed: {
      title: "You are not signed in",
      text: "Something failed here, and the server's log says what. Try again in a while.",
    },
  };
  return words[code];
}

/** The code in an address; null for anything else. */
export const refusalIn = (given: unknown): RefusalCode | null =>
  refusalCodes.find((code) => code === given) ?? null;
