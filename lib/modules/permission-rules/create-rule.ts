import { conflict, invalid } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { ruleFacts, tellRules } from "#lib/modules/permission-rules/rule-facts.ts";
import { namesFolder } from "#lib/modules/permission-rules/rules.ts";
import { CreatedRules, CreateRuleInput } from "#lib/modules/permission-rules/schema.ts";
import { countProjectRules, putRules } from "#lib/modules/permission-rules/store.ts";
import { command } from "#lib/operations/command.ts";

/** More than people can keep in view, and all of them are looked at for each ask. */
const rulesMax = 500;

/** Asks that are open and fit are answered by it too. */
export const createRule = command({
  name: "permission-rule.create",
  http: "POST /api/projects/:projectId/permission-rules",
  summary: "Let the agents of a project do something without asking, or never",
  input: CreateRuleInput,
  output: CreatedRules,
  creates: true,
  facts: (tx, { projectId, action }, actor) => ruleFacts(tx, actor, projectId, action === "allow"),
  async apply(tx, { input, actor }): Promise<CreatedRules> {
    const { projectId, permission, patterns, action } = input;
    if (action === "allow" && permission === "external_directory" && !patterns.every(namesFolder)) {
      throw invalid("patterns", "name the folder outside of the worktree, such as /usr/share/*");
    }
    if ((await countProjectRules(tx, projectId)) + patterns.length > rulesMax) {
      throw conflict(`A project has at most ${rulesMax} of these rules. Remove some first.`);
    }
    const rules = [...new Set(patterns)].map((pattern) => ({ id: newId(), pattern }));
    await putRules(
      tx,
      rules.map((rule) => ({ ...rule, projectId, permission, action, createdBy: actor.userId })),
    );
    tellRules(tx, projectId);
    return { rules };
  },
});
