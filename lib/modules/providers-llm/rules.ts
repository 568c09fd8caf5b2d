import type { Change } from "#lib/kernel/answer.ts";
import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";

interface KnownProvider {
  label: string;
  protocol: "anthropic" | "openai";
  /** Null: an address has to be given. */
  baseUrl: string | null;
  needsKey: boolean;
}

/** The providers by name, and what each is reached by when nothing else is said. */
export const knownProviders: Record<ProviderName, KnownProvider> = {
  anthropic: {
    label: "Anthropic",
    protocol: "anthropic",
    baseUrl: "https://api.anthropic.com/v1",
    needsKey: true,
  },
  openai: { label: "OpenAI", protocol: "openai", baseUrl: "https://api.openai.com/v1", needsKey: true },
  openrouter: {
    label: "OpenRouter",
    protocol: "openai",
    baseUrl: "https://openrouter.ai/api/v1",
    needsKey: true,
  },
  google: {
    label: "Google",
    protocol: "openai",
    baseUrl: "https://generativelanguage.googleapis.com/v1beta/openai",
    needsKey: true,
  },
  custom: { label: "OpenAI-compatible endpoint", protocol: "openai", baseUrl: null, needsKey: false },
};

interface Stored {
  baseUrl: string | null;
  hasKey: boolean;
  /** How the last look ended; null when it answered. */
  checkError: string | null;
  /** Some run had its model from it. */
  hasServed: boolean;
}

interface Given {
  id: ProviderName;
  apiKey?: string | undefined;
  baseUrl?: string | undefined;
}

/** What is missing from a change: which field, and why; null when it can be made. */
export function configureProblem(
  change: Given,
  stored: Stored | null,
): { field: string; reason: string } | null {
  const { baseUrl, needsKey, label } = knownProviders[change.id];
  if (!change.baseUrl && !stored?.baseUrl && !baseUrl) {
    return {
      field: "baseUrl",
      reason: "give the address of the endpoint, such as https://models.example.org/v1",
    };
  }
  if (needsKey && !change.apiKey && !stored?.hasKey) {
    return { field: "apiKey", reason: `give a key of ${label}` };
  }
  if (stored?.hasKey && !change.apiKey && isAddressChanged(change, stored)) {
    return { field: "apiKey", reason: "give the key again: the stored one is not sent to another address" };
  }
  return null;
}

/**
 * Whether a change replaces a key or an address that works: where keys and data go is then another place. One that runs
 * have used is in use also while it does not answer: a look at a bad moment makes nothing easier.
 */
export function replacesWhatIsInUse(change: Given, stored: Stored | null): boolean {
  if (!stored || (stored.checkError !== null && !stored.hasServed)) return false;
  return (stored.hasKey && change.apiKey !== undefined) || isAddressChanged(change, stored);
}

function isAddressChanged({ id, baseUrl }: Given, stored: Stored): boolean {
  const own = knownProviders[id].baseUrl;
  return baseUrl !== undefined && baseUrl !== (stored.baseUrl ?? own);
}

/** What becomes of the default, where all new runs would go to another server than now; the first is no change. */
export function changeOfDefault(
  { id, isDefault }: { id: ProviderName; isDefault?: boolean | undefined },
  current: ProviderName | null,
): Change | null {
  if (current === null || isDefault === undefined || isDefault === (current === id)) return null;
  const to = isDefault ? knownProviders[id].label : "none";
  return { what: "New runs use", from: knownProviders[current].label, to };
}
