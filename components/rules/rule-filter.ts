import { isRelaxed, subjectWords } from "#components/rules/rule-words.ts";
import type { RuleItem } from "#lib/client/rule-queries.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";

/** What the rules are narrowed to; it stands in the address. */
export interface RuleFilter {
  text: string;
  level: DangerLevel | null;
  /** Whose rules are shown on top of the installation's. */
  projectId: string | null;
  /** Only what differs from how it came, or only what is weaker. */
  only: "changed" | "relaxed" | null;
}

export function ruleFilterOf(parameters: URLSearchParams): RuleFilter {
  const only = parameters.get("view");
  return {
    text: (parameters.get("text") ?? "").slice(0, 100),
    level: DangerLevel.safeParse(parameters.get("level")).data ?? null,
    projectId: Id.safeParse(parameters.get("project")).data ?? null,
    only: only === "changed" || only === "relaxed" ? only : null,
  };
}

export function ruleAddressOf({ text, level, projectId, only }: RuleFilter): string {
  const parameters = new URLSearchParams();
  const given = { text, level, project: projectId, view: only };
  for (const [name, value] of Object.entries(given)) if (value) parameters.set(name, value);
  const address = parameters.toString();
  return address === "" ? "/settings/protection" : `/settings/protection?${address}`;
}

export function isShown(item: RuleItem, { text, level, only }: RuleFilter): boolean {
  if (level !== null && item.inForce.level !== level) return false;
  if (only === "changed" && item.rules.length === 0) return false;
  if (only === "relaxed" && !isRelaxed(item)) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const said = `${item.subject} ${subjectWords(item.subject)} ${item.sentence}`.toLowerCase();
  return words.every((word) => said.includes(word));
}
