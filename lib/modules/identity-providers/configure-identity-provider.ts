import { changesBetween } from "#lib/kernel/change-words.ts";
import { invalid } from "#lib/kernel/errors.ts";
import { followChange } from "#lib/modules/identity-providers/follow-change.ts";
import { lossesOf, providerFacts } from "#lib/modules/identity-providers/provider-facts.ts";
import { changesEntrance, makesAdmins, providerProblem } from "#lib/modules/identity-providers/rules.ts";
import {
  Allowed,
  ConfiguredIdentityProvider,
  ConfigureIdentityProviderInput,
} from "#lib/modules/identity-providers/schema.ts";
import { sealClientSecret } from "#lib/modules/identity-providers/secrets.ts";
import { lockProviders, type ProviderRow, writeProvider } from "#lib/modules/identity-providers/store.ts";
import { tellProvider } from "#lib/modules/identity-providers/tell-provider.ts";
import { providerView } from "#lib/modules/identity-providers/view.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { addressForLinks } from "#lib/platform/public-address.ts";

const usual = {
  name: { github: "GitHub", oidc: "Single sign-on" },
  groupClaim: { github: null, oidc: "groups" },
} as const;

/** Sets up where people may sign in, or changes it. Where an address or a credential is in use, it is asked once more. */
export const configureIdentityProvider = command({
  name: "identity-provider.configure",
  http: "PUT /api/identity-providers/:providerId",
  summary: "Set up where people may sign in; the secret is never shown again",
  input: ConfigureIdentityProviderInput,
  output: ConfiguredIdentityProvider,
  secrets: ["clientSecret"],
  async facts(tx, input, actor) {
    const facts = await providerFacts(tx, input.providerId, actor);
    const { row, people, target } = facts;
    const isOtherPlace = row !== null && input.issuer !== undefined && input.issuer !== row.issuer;
    if (isOtherPlace && row.sealedSecret !== null && input.clientSecret === undefined)
      throw invalid("clientSecret", "give it again: the stored one is not sent to another address");
    const { issuer, ...settled } = settledBy(input, row);
    const hasSecret = input.clientSecret !== undefined || (row?.sealedSecret ?? null) !== null;
    const problem = providerProblem({ ...settled, issuer: issuer ?? null, hasSecret });
    if (problem) throw invalid(problem.field, problem.reason);
    const isTurnedOff = row?.isEnabled === true && !settled.isEnabled && people > 0;
    // Turned off first, it would still be the one that people have their accounts at.
    const isInUse = row !== null && (row.isEnabled || people > 0) && changesEntrance(row, input);
    const isOfAdmins = makesAdmins(row, { ...settled, issuer: issuer ?? "" });
    return {
      ...facts,
      target: { ...target, name: input.name ?? target.name },
      traits: [
        ...(isInUse || isTurnedOff ? (["address_in_use"] as const) : []),
        ...(isOfAdmins ? (["of_an_admin"] as const) : []),
      ],
      losses: isOtherPlace || isTurnedOff ? lossesOf(target.name, people) : [],
      changes: [
        ...changesBetween(row && partsOf(row), partsOf({ ...settled, issuer: issuer ?? null })),
        ...(input.clientSecret === undefined ? [] : [{ what: "Client secret", from: null, to: "changed" }]),
      ],
      isOtherPlace,
    };
  },
  async apply(tx, { input, facts: { row, people, isOtherPlace }, actor, operationId, platform }) {
    await lockProviders(tx);
    const { masterKey, environment } = platform;
    const { issuer = (await settingOf(tx, "github")).githubUrl, ...settled } = settledBy(input, row);
    const { clientSecret, providerId: id } = input;
    const secret =
      clientSecret === undefined ? {} : { sealedSecret: sealClientSecret(masterKey, id, clientSecret) };
    const origin = { origin: "dashboard" as const, updatedBy: actor.userId };
    const saved = await writeProvider(tx, { id, issuer, ...settled, ...secret, ...origin });
    if (row) await followChange(tx, row, saved);
    tellProvider(tx, "identity-provider.configured", id);
    const address = await addressForLinks(environment);
    const view = providerView(saved, { address, people: isOtherPlace ? 0 : people });
    noteChange(tx, operationId, {
      before: row && providerView(row, { address, people }),
      after: { ...view, ...(clientSecret === undefined ? {} : { clientSecret: "changed" }) },
    });
    return { provider: view };
  },
});

/** The provider as it would be: what is given, else what it was, else what is usual. */
function settledBy(input: ConfigureIdentityProviderInput, row: ProviderRow | null) {
  const kind = row?.kind ?? input.kind;
  if (!kind) throw invalid("kind", "say which kind the new provider is: github or oidc");
  if (input.kind && input.kind !== kind)
    throw invalid("kind", `is ${kind} and stays so; add another provider`);
  // Left open at GitHub: it is the one of the installation.
  const issuer = input.issuer ?? row?.issuer;
  if (!issuer && kind === "oidc")
    throw invalid("issuer", "give the issuer, such as https://id.example.org/realms/acme");
  const clientId = input.clientId ?? row?.clientId;
  if (!clientId) throw invalid("clientId", "give the client id that the provider shows");
  const claim = row ? row.groupClaim : usual.groupClaim[kind];
  return {
    kind,
    issuer,
    clientId,
    name: input.name ?? row?.name ?? usual.name[kind],
    isEnabled: input.isEnabled ?? row?.isEnabled ?? true,
    allowed: input.allowed ?? row?.allowed ?? Allowed.parse({}),
    groupClaim: input.groupClaim === undefined ? claim : input.groupClaim,
    groupRoles: input.groupRoles ?? row?.groupRoles ?? [],
    newPeople: input.newPeople === undefined ? (row?.newPeople ?? null) : input.newPeople,
  };
}

type Parts = Pick<
  ProviderRow,
  "name" | "clientId" | "isEnabled" | "allowed" | "groupClaim" | "groupRoles" | "newPeople"
> & { issuer: string | null };

/** What of a provider decides who comes in and as what, by the words of its screen. */
function partsOf({ allowed, groupRoles, ...row }: Parts): Record<string, unknown> {
  const given = groupRoles.map(({ group, role, projectId, access }) =>
    [`${group}:`, role, projectId && `${access} on project ${projectId}`].filter(Boolean).join(" "),
  );
  return {
    Name: row.name,
    Issuer: row.issuer,
    "Client id": row.clientId,
    Open: row.isEnabled,
    "Users let in": allowed.users,
    "Organisations let in": allowed.organisations,
    "E-mail domains let in": allowed.emailDomains,
    "Groups let in": allowed.groups,
    "Claim with the groups": row.groupClaim,
    "Groups give": given,
    "New people become": row.newPeople,
  };
}
