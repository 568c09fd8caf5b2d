import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import type { TokenPrice } from "#lib/modules/spending/schema.ts";

export interface ListedPrice extends TokenPrice {
  provider: ProviderName;
  model: string;
}

/** When the list was last looked over. Prices change: what an admin sets goes before it. */
export const listedAt = "2026-11-01T00:00:00.000Z";

const anthropic = (model: string, inputUsd: number, outputUsd: number): ListedPrice => ({
  provider: "anthropic",
  model,
  inputUsd,
  outputUsd,
  // Of caches that hold for five minutes: https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching
  cacheReadUsd: inputUsd / 10,
  cacheWriteUsd: inputUsd * 1.25,
});

const openai = (model: string, inputUsd: number, cacheReadUsd: number, outputUsd: number): ListedPrice => ({
  provider: "openai",
  model,
  inputUsd,
  outputUsd,
  cacheReadUsd,
  cacheWriteUsd: null,
});

const google = (model: string, inputUsd: number, cacheReadUsd: number, outputUsd: number): ListedPrice => ({
  ...openai(model, inputUsd, cacheReadUsd, outputUsd),
  provider: "google",
});

/** A few models that agents are often given. OpenRouter says itself what each call cost. */
export const listedPrices: readonly ListedPrice[] = [
  anthropic("claude-opus-4-5", 5, 25),
  anthropic("claude-opus-4-1", 15, 75),
  anthropic("claude-opus-4", 15, 75),
  anthropic("claude-sonnet-4-5", 3, 15),
  anthropic("claude-sonnet-4", 3, 15),
  anthropic("claude-haiku-4-5", 1, 5),
  anthropic("claude-3-5-haiku", 0.8, 4),
  openai("gpt-5.1", 1.25, 0.125, 10),
  openai("gpt-5.1-codex", 1.25, 0.125, 10),
  openai("gpt-5", 1.25, 0.125, 10),
  openai("gpt-5-codex", 1.25, 0.125, 10),
  openai("gpt-5-mini", 0.25, 0.025, 2),
  openai("gpt-5-nano", 0.05, 0.005, 0.4),
  openai("gpt-4.1", 2, 0.5, 8),
  openai("gpt-4.1-mini", 0.4, 0.1, 1.6),
  openai("o4-mini", 1.1, 0.275, 4.4),
  google("gemini-2.5-pro", 1.25, 0.125, 10),
  google("gemini-2.5-flash", 0.3, 0.03, 2.5),
  google("gemini-2.5-flash-lite", 0.1, 0.01, 0.4),
];

/** A dated name (`claude-sonnet-4-5-20250929`, `gpt-5-2025-08-07`) or one that says `-latest` costs what its family does. */
const withoutDate = (model: string): string =>
  model.replace(/^models\//, "").replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, "");

/** The list's price of a model; null where it knows none. */
export function listedPriceOf(provider: ProviderName, model: string): ListedPrice | null {
  const family = withoutDate(model);
  return listedPrices.find((price) => price.provider === provider && price.model === family) ?? null;
}
