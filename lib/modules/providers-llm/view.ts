import { knownProviders } from "#lib/modules/providers-llm/rules.ts";
import type { ProviderName, ProviderView } from "#lib/modules/providers-llm/schema.ts";
import type { ProviderRow } from "#lib/modules/providers-llm/store.ts";

/** A provider as people read it; never its key. */
export function providerView(
  id: ProviderName,
  row: ProviderRow | undefined,
  showsHint: boolean,
): ProviderView {
  const { label, protocol, baseUrl } = knownProviders[id];
  return {
    id,
    label,
    protocol,
    isConfigured: row !== undefined,
    baseUrl: row?.baseUrl ?? baseUrl,
    models: row?.models ?? [],
    isDefault: row?.isDefault ?? false,
    isKeySet: row?.sealedKey != null,
    keyHint: showsHint ? (row?.keyHint ?? null) : null,
    check: row?.checkedAt
      ? { at: row.checkedAt.toISOString(), durationMs: row.checkDurationMs ?? 0, error: row.checkError }
      : null,
  };
}
