import type { Secret } from "#lib/kernel/secret.ts";
import { endWhatCameBy, followChange } from "#lib/modules/identity-providers/follow-change.ts";
import { hasList } from "#lib/modules/identity-providers/rules.ts";
import { Allowed, Issuer } from "#lib/modules/identity-providers/schema.ts";
import { openClientSecret, sealClientSecret } from "#lib/modules/identity-providers/secrets.ts";
import {
  disableProvider,
  findProvider,
  lockProviders,
  type NewProvider,
  type ProviderRow,
  writeProvider,
} from "#lib/modules/identity-providers/store.ts";
import { tellProvider } from "#lib/modules/identity-providers/tell-provider.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import { EnvironmentError } from "#lib/platform/env.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** The ids of what the variables name. */
const ids = ["github", "oidc"] as const;

type Wanted = Pick<NewProvider, "kind" | "name" | "issuer" | "clientId" | "groupClaim"> & {
  id: (typeof ids)[number];
  secret: Secret | null;
  allowed: Allowed;
};

/**
 * At each start: what the variables say of identity providers stands in the database, as long as nobody changed it in
 * the dashboard; from then on the dashboard counts. One that the variables no longer name is turned off.
 */
export async function ensureProvidersOfEnvironment(platform: Platform): Promise<void> {
  await transact(platform.database, async (tx) => {
    const { githubUrl } = await settingOf(tx, "github");
    const wanted = wantedBy(platform, githubUrl);
    await lockProviders(tx);
    for (const id of ids) {
      const row = await findProvider(tx, id);
      if (row && row.origin !== "environment") continue;
      const one = wanted.find((candidate) => candidate.id === id);
      if (one) await renew(tx, platform, one, row);
      else if (row?.isEnabled) await turnOff(tx, row);
    }
  });
}

function wantedBy({ environment: { signIn } }: Platform, githubUrl: string): Wanted[] {
  const { github, oidc } = signIn;
  const wanted: Wanted[] = [];
  if (github) {
    const allowed = allowedOf({ users: github.users, organisations: github.organisations });
    const { clientId, clientSecret: secret } = github;
    wanted.push({
      id: "github",
      kind: "github",
      name: "GitHub",
      issuer: githubUrl,
      clientId,
      secret,
      allowed,
      groupClaim: null,
    });
  }
  if (oidc) {
    const issuer = Issuer.safeParse(oidc.issuer);
    if (!issuer.success)
      throw new EnvironmentError(`LOCKKEEPER_OIDC_ISSUER ${issuer.error.issues[0]?.message}.`);
    const allowed = allowedOf({ emailDomains: oidc.emailDomains, groups: oidc.groups });
    const { name, clientId, clientSecret: secret, groupClaim } = oidc;
    wanted.push({
      id: "oidc",
      kind: "oidc",
      name,
      issuer: issuer.data,
      clientId,
      secret,
      allowed,
      groupClaim,
    });
  }
  return wanted;
}

function allowedOf(lists: Record<string, readonly string[]>): Allowed {
  const allowed = Allowed.safeParse(lists);
  if (allowed.success) return allowed.data;
  const [issue] = allowed.error.issues;
  throw new EnvironmentError(
    `The variables that say who may sign in: ${issue?.path.join(" ")} ${issue?.message}.`,
  );
}

async function renew(
  tx: Tx,
  platform: Platform,
  wanted: Wanted,
  row: ProviderRow | undefined,
): Promise<void> {
  const { secret, ...said } = wanted;
  // Who stands on such a list is meant to come in; without a list somebody has to invite them.
  const next = { ...said, newPeople: hasList(said.allowed) ? ("member" as const) : null, isEnabled: true };
  if (row && isAsIs(platform, row, next, secret)) return;
  const { masterKey } = platform;
  const sealedSecret = secret && sealClientSecret(masterKey, wanted.id, secret.reveal());
  const saved = await writeProvider(tx, { ...next, sealedSecret, origin: "environment" });
  if (row) await followChange(tx, row, saved);
  tellProvider(tx, "identity-provider.configured", wanted.id);
}

type Next = Omit<Wanted, "secret"> & { newPeople: "member" | null; isEnabled: boolean };

function isAsIs(platform: Platform, row: ProviderRow, next: Next, secret: Secret | null): boolean {
  const { kind, name, issuer, clientId, groupClaim, allowed, newPeople, isEnabled } = next;
  const shown = (one: Omit<Next, "id">) =>
    JSON.stringify([
      one.kind,
      one.name,
      one.issuer,
      one.clientId,
      one.groupClaim,
      one.allowed,
      one.newPeople,
      one.isEnabled,
    ]);
  const isSame =
    shown(row) === shown({ kind, name, issuer, clientId, groupClaim, allowed, newPeople, isEnabled });
  return isSame && openClientSecret(platform.masterKey, row)?.reveal() === secret?.reveal();
}

async function turnOff(tx: Tx, row: ProviderRow): Promise<void> {
  await disableProvider(tx, row.id);
  await endWhatCameBy(tx, row.id);
  tellProvider(tx, "identity-provider.configured", row.id);
}
