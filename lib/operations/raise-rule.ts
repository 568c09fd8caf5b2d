import { conflict } from "#lib/kernel/errors.ts";
import { command, type FindCommand } from "#lib/operations/command.ts";
import { applyDraft, draftRule, type RuleDraft } from "#lib/operations/rule-draft.ts";
import { RaiseRuleInput, RuleAnswer } from "#lib/operations/rule-schema.ts";

/** Asks for more from now on: a higher level, more consents, a longer cooldown; for a project or the installation. */
export const raiseRule = (findCommand: FindCommand) =>
  command({
    name: "rule.raise",
    http: "PUT /api/protection/rules/:command",
    summary: "Raise a protection rule",
    input: RaiseRuleInput,
    output: RuleAnswer,
    async facts(tx, input, actor): Promise<RuleDraft> {
      const draft = await draftRule(tx, findCommand, actor, input);
      if (!draft.isNoEasier)
        throw conflict("This would make it easier. An owner asks for that by relaxing the rule.", {
          use: "rule.relax",
        });
      return draft;
    },
    apply: (tx, { input, facts, actor, operationId, reason }) =>
      applyDraft(tx, facts, { input, actor, operationId, reason }),
  });
