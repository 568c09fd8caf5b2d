import { ListRulesInput, PermissionRulePage } from "#lib/modules/permission-rules/schema.ts";
import { selectRules } from "#lib/modules/permission-rules/store.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { query } from "#lib/operations/query.ts";

/** By class and pattern; a rule of a run is listed while that run is under way. */
export const listPermissionRules = query({
  name: "permission-rule.list",
  http: "GET /api/projects/:projectId/permission-rules",
  summary: "What the agents of a project may do, or may not, without asking",
  input: ListRulesInput,
  output: PermissionRulePage,
  async read({ tx, input: { projectId }, actor }) {
    await projectFacts(tx, actor, projectId);
    const rows = await selectRules(tx, projectId);
    const items = rows.map(({ rule, author, taskNumber, uses, lastUsedAt }) => ({
      id: rule.id,
      permission: rule.permission,
      pattern: rule.pattern,
      action: rule.action,
      run: rule.runId === null ? null : { id: rule.runId, taskNumber: taskNumber ?? 0 },
      createdBy: author,
      createdAt: rule.createdAt.toISOString(),
      uses,
      lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
    }));
    return { items, nextCursor: null };
  },
});
