import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { ListTemplatesInput, TemplatePage } from "#lib/modules/task-templates/schema.ts";
import { listTemplateRows } from "#lib/modules/task-templates/store.ts";
import { templateView } from "#lib/modules/task-templates/template-facts.ts";
import { query } from "#lib/operations/query.ts";

export const listTemplates = query({
  name: "task-template.list",
  http: "GET /api/projects/:projectId/task-templates",
  summary: "What new cards of a project can begin with",
  input: ListTemplatesInput,
  output: TemplatePage,
  async read({ tx, input: { projectId }, actor }) {
    await projectFacts(tx, actor, projectId);
    const rows = await listTemplateRows(tx, projectId);
    return { items: rows.map(templateView), nextCursor: null };
  },
});
