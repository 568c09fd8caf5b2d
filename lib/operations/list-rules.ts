import type { FindCommand } from "#lib/operations/command.ts";
import { query } from "#lib/operations/query.ts";
import { isChangeable } from "#lib/operations/rule-draft.ts";
import { ListRulesInput, RuleList } from "#lib/operations/rule-schema.ts";
import { listRules, policyOf } from "#lib/operations/rule-store.ts";
import { ruleView } from "#lib/operations/rule-view.ts";
import { accessToProject } from "#lib/platform/auth/scope.ts";
import { type ActionName, actionRow, actions } from "#lib/protection/actions.ts";
import {
  cooledLevels,
  type Policy,
  requirementsOf,
  usualCooldownMsOf,
} from "#lib/protection/requirements.ts";

/** Every command with what the catalogue asks for, what is in force, and the rules that came between. */
export const listRulesInForce = (findCommand: FindCommand) =>
  query({
    name: "rule.list",
    http: "GET /api/protection/rules",
    summary: "List the protection rules in force",
    input: ListRulesInput,
    output: RuleList,
    async read({ tx, actor, input: { projectId } }) {
      const asked = projectId ?? actor.projectId;
      const isSeen = asked !== null && (await accessToProject(tx, actor, asked)) !== "none";
      const rules = await listRules(tx, isSeen ? asked : null);
      const views = rules.map(ruleView);
      const of = (subject: string) => views.filter((view) => view.subject === subject);
      const names = Object.keys(actions) as ActionName[];
      return {
        items: names.map((name) => ({
          ...describeCommand(name, policyOf(rules, name)),
          isChangeable: isChangeable(name, findCommand(name)),
          rules: of(name),
        })),
        nextCursor: null,
        levels: cooledLevels.map((level) => ({
          level,
          ownCooldownMs: usualCooldownMsOf(level),
          cooldownMs: usualCooldownMsOf(level, policyOf(rules, level)),
          rules: of(level),
        })),
        relaxed: views.filter((view) => view.isRelaxed).length,
      };
    },
  });

function describeCommand(name: ActionName, policy: Policy) {
  const row = actionRow(name);
  const asked = (of: Policy) => {
    const { level, consents, cooldownMs } = requirementsOf(row, [], of);
    return { level, consents: [...consents], cooldownMs };
  };
  return {
    subject: name,
    sentence: row.sentence,
    who: row.who,
    facts: [...(row.facts ?? [])],
    own: asked({}),
    inForce: asked(policy),
  };
}
