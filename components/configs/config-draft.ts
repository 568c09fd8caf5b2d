import { amountIn } from "#components/spending/amounts.ts";
import type { ConfigField, ConfigView, PermissionAction } from "#lib/modules/configs/schema.ts";

/** The form's fields as they are typed. */
export interface ConfigDraft extends Record<ConfigField, unknown> {
  provider: string | null;
  model: string;
  temperature: string;
  maxTokens: string;
  instructions: string;
  isRepositoryGuideOn: boolean;
  toolsOff: string[];
  permissions: Record<string, PermissionAction>;
  checkCommand: string;
  checkReport: string;
  isReviewOn: boolean;
  reviewRoundsMax: string;
  reviewPrompt: string;
  turnsMax: string;
  runBudgetUsd: string;
}

export const draftOf = (config: ConfigView): ConfigDraft => ({
  provider: config.provider,
  model: config.model ?? "",
  temperature: wordsOf(config.temperature),
  maxTokens: wordsOf(config.maxTokens),
  instructions: config.instructions,
  isRepositoryGuideOn: config.isRepositoryGuideOn,
  toolsOff: config.toolsOff,
  permissions: config.permissions,
  checkCommand: config.checkCommand ?? "",
  checkReport: config.checkReport ?? "",
  isReviewOn: config.isReviewOn,
  reviewRoundsMax: String(config.reviewRoundsMax),
  reviewPrompt: config.reviewPrompt,
  turnsMax: wordsOf(config.turnsMax),
  runBudgetUsd: wordsOf(config.runBudgetUsd),
});

/** As the command takes it; what is no number is left for its schema to refuse. */
export const inputOf = (draft: ConfigDraft) => ({
  ...draft,
  model: draft.model.trim() === "" ? null : draft.model,
  temperature: numberOf(draft.temperature),
  maxTokens: numberOf(draft.maxTokens),
  reviewRoundsMax: numberOf(draft.reviewRoundsMax) ?? Number.NaN,
  turnsMax: numberOf(draft.turnsMax),
  runBudgetUsd: amountIn(draft.runBudgetUsd),
});

const wordsOf = (value: number | null): string => (value === null ? "" : String(value));
const numberOf = (text: string): number | null => (text.trim() === "" ? null : Number(text));
