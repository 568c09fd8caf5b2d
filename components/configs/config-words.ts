import { actionWords, permissionRows } from "#components/configs/permission-words.ts";
import { countOf, formatCount } from "#lib/client/format.ts";
import type { ConfigField, ConfigView } from "#lib/modules/configs/schema.ts";
import { knownProviders } from "#lib/modules/providers-llm/rules.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { usd } from "#lib/modules/spending/rules.ts";

/** `OpenAI-compatible endpoint` for `custom`; a name from another version of the product as it stands. */
export function labelOfProvider(name: string): string {
  const known = ProviderName.safeParse(name).data;
  return known ? knownProviders[known].label : name;
}

export const fieldLabels: Record<ConfigField, string> = {
  provider: "Provider",
  model: "Model",
  temperature: "Temperature",
  maxTokens: "Tokens of one answer",
  instructions: "Instructions",
  isRepositoryGuideOn: "AGENTS.md of the repository",
  toolsOff: "Tools off",
  permissions: "Permissions",
  checkCommand: "Check command",
  checkReport: "Report of the check",
  isReviewOn: "AI review",
  reviewRoundsMax: "Rounds",
  reviewPrompt: "Review prompt",
  turnsMax: "Prompts of a run",
  runBudgetUsd: "Cost of a run",
};

/** What a version says of one field: one line, or for texts the text itself. */
export function textOfField(field: ConfigField, config: ConfigView): string {
  switch (field) {
    case "provider":
      return config.provider ? labelOfProvider(config.provider) : "default";
    case "model":
      return config.model ?? "the provider's own";
    case "temperature":
      return config.temperature === null ? "the model's own" : String(config.temperature);
    case "maxTokens":
      return config.maxTokens === null ? "as usual" : formatCount(config.maxTokens);
    case "isRepositoryGuideOn":
      return config.isRepositoryGuideOn ? "told" : "not told";
    case "toolsOff":
      return config.toolsOff.map(labelOfTool).join(", ") || "none";
    case "permissions":
      return permissionsText(config) || "as usual";
    case "isReviewOn":
      return config.isReviewOn ? "on" : "off";
    case "reviewRoundsMax":
      return String(config.reviewRoundsMax);
    case "turnsMax":
      return config.turnsMax === null ? "without end" : formatCount(config.turnsMax);
    case "runBudgetUsd":
      return config.runBudgetUsd === null ? "as the project has it" : usd(config.runBudgetUsd);
    case "checkReport":
    case "checkCommand":
      return config[field] ?? "none";
    case "reviewPrompt":
    case "instructions":
      return config[field];
  }
}

/** The same for a line of the history: long texts by their length, commands by their first line. */
export function wordsOfField(field: ConfigField, config: ConfigView): string {
  const text = textOfField(field, config);
  if (field === "instructions" || field === "reviewPrompt") {
    return text === "" ? "none" : countOf(text.length, "character");
  }
  return text.split("\n")[0] ?? "";
}

const labelOfTool = (name: string): string =>
  permissionRows.find(({ tool }) => tool === name)?.label.toLowerCase() ?? name;

const permissionsText = ({ permissions }: ConfigView): string =>
  permissionRows
    .flatMap(({ permission, label }) => {
      const action = permission === null ? undefined : permissions[permission];
      return action ? [`${label.toLowerCase()}: ${actionWords[action]}`] : [];
    })
    .join(", ");
