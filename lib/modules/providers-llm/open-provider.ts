import { AppError } from "#lib/kernel/errors.ts";
import { type Secret, secret } from "#lib/kernel/secret.ts";
import { openKey } from "#lib/modules/providers-llm/provider-key.ts";
import { knownProviders } from "#lib/modules/providers-llm/rules.ts";
import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { findDefaultProvider, findProvider } from "#lib/modules/providers-llm/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** All that the gateway needs to reach a provider; it stays on the server. */
export interface OpenedProvider {
  name: ProviderName;
  protocol: "anthropic" | "openai";
  /** Ends where `/chat/completions` or `/messages` begins. */
  baseUrl: string;
  key: Secret | null;
  /** The first is the default. */
  models: readonly string[];
}

/** The provider of that name, or the default one. Throws REQUIREMENTS_NOT_MET, with what to do, where it is not set up. */
export async function openProvider(
  tx: Tx,
  { masterKey }: Pick<Platform, "masterKey">,
  name: ProviderName | null,
): Promise<OpenedProvider> {
  const row = name ? await findProvider(tx, name) : await findDefaultProvider(tx);
  const known = row && knownProviders[row.name];
  const baseUrl = row?.baseUrl ?? known?.baseUrl;
  if (!row || !known || !baseUrl) {
    const which = name ? knownProviders[name].label : "No model provider";
    throw new AppError(
      "REQUIREMENTS_NOT_MET",
      `${which} is ${name ? "not " : ""}set up. An admin does that in Settings.`,
    );
  }
  const key = openKey(masterKey, row);
  return {
    name: row.name,
    protocol: known.protocol,
    baseUrl,
    key: key ? secret(key) : null,
    models: row.models,
  };
}
