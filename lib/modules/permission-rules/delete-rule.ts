import { z } from "zod";
import { notFound } from "#lib/kernel/errors.ts";
import { ruleFacts, tellRules } from "#lib/modules/permission-rules/rule-facts.ts";
import { DeleteRuleInput } from "#lib/modules/permission-rules/schema.ts";
import { deleteRuleRow, findRule } from "#lib/modules/permission-rules/store.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";

/** From now on people are asked again; without a rule that refused, agents may come to do more. */
export const deleteRule = command({
  name: "permission-rule.delete",
  http: "DELETE /api/projects/:projectId/permission-rules/:ruleId",
  summary: "Have agents ask again for what a rule answered",
  input: DeleteRuleInput,
  output: z.object({ removed: z.literal(true) }),
  async facts(tx, { projectId, ruleId }, actor) {
    const rule = await findRule(tx, projectId, ruleId);
    const facts = await ruleFacts(tx, actor, projectId, rule?.action === "deny");
    if (!rule) throw notFound("rule");
    return { ...facts, rule };
  },
  async apply(tx, { input: { projectId }, facts: { rule }, operationId }) {
    await deleteRuleRow(tx, rule.id);
    const { permission, pattern, action } = rule;
    noteChange(tx, operationId, { before: { permission, pattern, action }, after: null });
    tellRules(tx, projectId);
    return { removed: true as const };
  },
});
