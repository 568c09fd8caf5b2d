import { conflict, invalid } from "#lib/kernel/errors.ts";
import { command, type FindCommand } from "#lib/operations/command.ts";
import { applyDraft, draftRule, type RuleDraft } from "#lib/operations/rule-draft.ts";
import { RelaxRuleInput, RuleAnswer } from "#lib/operations/rule-schema.ts";
import { databaseNow } from "#lib/operations/store.ts";

/** Asks for less from now on; changes what protects everybody, so it is CRITICAL itself and stays visible. */
export const relaxRule = (findCommand: FindCommand) =>
  command({
    name: "rule.relax",
    http: "POST /api/protection/rules/:command/relax",
    summary: "Relax a protection rule",
    input: RelaxRuleInput,
    output: RuleAnswer,
    async facts(tx, input, actor): Promise<RuleDraft> {
      const draft = await draftRule(tx, findCommand, actor, input);
      if (draft.isNoEasier)
        throw conflict("This makes nothing easier: raise the rule instead.", { use: "rule.raise" });
      if (input.until && new Date(input.until) <= (await databaseNow(tx)))
        throw invalid("until", "a moment to come");
      // A rule that ends leaves none in its place, so that a raise would be gone as well.
      if (input.until && !draft.isNoEasierWithout)
        throw invalid("until", "leave it out: a raise stands here, and with the end it would be gone");
      return draft;
    },
    apply: (tx, { input, facts, actor, operationId, reason }) =>
      applyDraft(tx, facts, { input, actor, operationId, reason }),
  });
