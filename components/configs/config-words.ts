import { countOf } from "#lib/client/format.ts";
import type { ConfigField, ConfigVersion } from "#lib/modules/configs/schema.ts";
import { knownProviders } from "#lib/modules/providers-llm/rules.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";

/** `OpenAI-compatible endpoint` for `custom`; a name from another version of the product as it stands. */
export function labelOfProvider(name: string): string {
  const known = ProviderName.safeParse(name).data;
  return known ? knownProviders[known].label : name;
}

/** What a version says of one field, as a line of the history: "Check command npm test". */
export function changeWords(field: ConfigField, version: ConfigVersion): { label: string; value: string } {
  switch (field) {
    case "provider":
      return { label: "Provider", value: version.provider ? labelOfProvider(version.provider) : "default" };
    case "model":
      return { label: "Model", value: version.model ?? "the provider's own" };
    case "checkCommand":
      return { label: "Check command", value: firstLine(version.checkCommand) ?? "none" };
    case "isReviewOn":
      return { label: "AI review", value: version.isReviewOn ? "on" : "off" };
    case "reviewRoundsMax":
      return { label: "Rounds", value: String(version.reviewRoundsMax) };
    case "instructions":
      return {
        label: "Instructions",
        value: version.instructions === "" ? "none" : countOf(version.instructions.length, "character"),
      };
  }
}

const firstLine = (text: string | null): string | null => text?.split("\n")[0] ?? null;
