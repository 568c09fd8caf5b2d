import type { ConfigField } from "#lib/modules/configs/schema.ts";
import { type ConfigRow, findConfig } from "#lib/modules/configs/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** How the agents of a project work where nobody said otherwise. */
export const defaultConfig = {
  provider: null,
  model: null,
  temperature: null,
  maxTokens: null,
  instructions: "",
  isRepositoryGuideOn: true,
  toolsOff: [],
  permissions: {},
  checkCommand: null,
  checkReport: null,
  isReviewOn: true,
  reviewRoundsMax: 2,
  reviewPrompt: "",
  turnsMax: null,
  runBudgetUsd: null,
  note: "",
} satisfies Omit<Config, "version" | "createdAt">;

export type Config = Pick<ConfigRow, ConfigField | "note" | "version"> & { createdAt: Date | null };

/** The config in force, or the one of a version; 0 is the one that nobody set. */
export async function configOf(tx: Tx, projectId: string, version?: number): Promise<Config> {
  const row = version === 0 ? null : await findConfig(tx, projectId, version);
  return row ?? { ...defaultConfig, version: 0, createdAt: null };
}
