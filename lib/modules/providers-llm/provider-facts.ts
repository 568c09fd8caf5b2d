import { notFound } from "#lib/kernel/errors.ts";
import { knownProviders } from "#lib/modules/providers-llm/rules.ts";
import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { findProvider, type ProviderRow } from "#lib/modules/providers-llm/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** A provider as a command's target, and its row where it is set up. */
export async function providerFacts(tx: Tx, id: ProviderName, actor: Actor) {
  const row = await findProvider(tx, id);
  return {
    target: { kind: "provider", id, name: knownProviders[id].label, projectId: null },
    access: accessToInstallation(actor),
    fingerprint: { row: row?.id ?? null, updatedAt: row?.updatedAt.toISOString() ?? null },
    row: row ?? null,
  };
}

/** The same for a command that needs it set up; NOT_FOUND otherwise. */
export async function configuredFacts(tx: Tx, id: ProviderName, actor: Actor) {
  const { row, ...facts } = await providerFacts(tx, id, actor);
  if (!row) throw notFound("provider");
  const set: ProviderRow = row;
  return { ...facts, row: set };
}
