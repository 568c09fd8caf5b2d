import { newId } from "#lib/kernel/ids.ts";
import { checkProvider, keyOf, type ProviderAnswer } from "#lib/modules/providers-llm/check-provider.ts";
import { configureProvider } from "#lib/modules/providers-llm/configure-provider.ts";
import { openKey, sealKey } from "#lib/modules/providers-llm/provider-key.ts";
import { knownProviders } from "#lib/modules/providers-llm/rules.ts";
import type { ConfiguredProvider, ConfigureProviderInput } from "#lib/modules/providers-llm/schema.ts";
import {
  findDefaultProvider,
  findProvider,
  lockProviders,
  makeDefault,
  type ProviderRow,
  writeProvider,
} from "#lib/modules/providers-llm/store.ts";
import { providerView } from "#lib/modules/providers-llm/view.ts";
import { handler } from "#lib/operations/handler.ts";
import { noteChange } from "#lib/operations/record.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";

export const runConfigureProvider = handler(
  configureProvider,
  async ({ input, facts, operationId, step, close, platform, signal }) => {
    const { masterKey } = platform;
    const endpoint = endpointOf(input, facts.row, masterKey);
    const answer = await step("Ask the provider for its models", () => checkProvider(endpoint, signal));
    await close((tx) => save(tx, { input, answer, masterKey, operationId }));
  },
);

function endpointOf(input: ConfigureProviderInput, row: ProviderRow | null, masterKey: MasterKey) {
  const known = knownProviders[input.id];
  const stored = row ? openKey(masterKey, row) : null;
  return {
    protocol: known.protocol,
    baseUrl: input.baseUrl ?? row?.baseUrl ?? known.baseUrl ?? "",
    key: keyOf(input.apiKey ?? stored),
  };
}

interface Saving {
  input: ConfigureProviderInput;
  answer: ProviderAnswer;
  masterKey: MasterKey;
  operationId: string;
}

async function save(tx: Tx, { input, answer, masterKey, operationId }: Saving): Promise<ConfiguredProvider> {
  await lockProviders(tx);
  const before = await findProvider(tx, input.id);
  const id = before?.id ?? newId();
  const { apiKey } = input;
  const key =
    apiKey === undefined ? {} : { sealedKey: sealKey(masterKey, id, apiKey), keyHint: hintOf(apiKey) };
  const row = await writeProvider(tx, {
    id,
    name: input.id,
    baseUrl: input.baseUrl ?? before?.baseUrl ?? null,
    models: input.models ?? before?.models ?? [],
    isDefault: (input.isDefault ?? true) && (before?.isDefault ?? false),
    checkedAt: new Date(),
    checkDurationMs: answer.durationMs,
    checkError: answer.error,
    ...key,
  });
  const takesOver = input.isDefault ?? !(await findDefaultProvider(tx));
  if (takesOver) await makeDefault(tx, input.id);
  publish(tx, { topic: "providers", name: "provider.configured", subjectId: input.id, projectId: null });
  const saved = takesOver ? { ...row, isDefault: true } : row;
  const view = providerView(input.id, saved, true);
  noteChange(tx, operationId, { before: before ? providerView(input.id, before, true) : null, after: view });
  return { provider: view, modelsFound: answer.models };
}

/** Too little of a short key is left to guess to show any of it. */
const hintOf = (key: string): string | null => (key.length < 16 ? null : key.slice(-4));
