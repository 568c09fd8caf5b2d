import type { Config } from "#lib/modules/configs/in-force.ts";
import type { ConfigView } from "#lib/modules/configs/schema.ts";

export function configView(config: Config): ConfigView {
  const { version, provider, model, checkCommand, isReviewOn, reviewRoundsMax, instructions } = config;
  const createdAt = config.createdAt?.toISOString() ?? null;
  return { version, provider, model, checkCommand, isReviewOn, reviewRoundsMax, instructions, createdAt };
}
