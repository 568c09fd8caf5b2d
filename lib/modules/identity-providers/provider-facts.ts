import { notFound } from "#lib/kernel/errors.ts";
import { countAccounts, findProvider, type ProviderRow } from "#lib/modules/identity-providers/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** A provider as a command's target, its row where it is there, and how many have an account linked. */
export async function providerFacts(tx: Tx, id: string, actor: Actor) {
  const row = (await findProvider(tx, id)) ?? null;
  const people = row ? ((await countAccounts(tx)).get(id) ?? 0) : 0;
  return {
    target: { kind: "identity provider", id, name: row?.name ?? id, projectId: null },
    access: accessToInstallation(actor),
    fingerprint: { updatedAt: row?.updatedAt.toISOString() ?? null, people },
    row,
    people,
  };
}

/** The same for a command that needs it there; NOT_FOUND otherwise. */
export async function presentFacts(tx: Tx, id: string, actor: Actor) {
  const { row, ...facts } = await providerFacts(tx, id, actor);
  if (!row) throw notFound("identity provider");
  const present: ProviderRow = row;
  return { ...facts, row: present };
}

/** What goes when people can no longer come in as who they were. */
export const lossesOf = (name: string, people: number) =>
  people > 0
    ? [
        {
          kind: "linked accounts",
          name: `${people} at ${name}: those people sign in another way`,
          sizeBytes: null,
        },
      ]
    : [];
