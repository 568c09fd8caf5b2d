import { TemplateInput } from "#lib/modules/task-templates/schema.ts";
import { deleteTemplateRow } from "#lib/modules/task-templates/store.ts";
import { publishTemplate, templateFacts } from "#lib/modules/task-templates/template-facts.ts";
import { command } from "#lib/operations/command.ts";

export const deleteTemplate = command({
  name: "task-template.delete",
  http: "DELETE /api/projects/:projectId/task-templates/:templateId",
  summary: "Delete a template for cards; cards that began with it stay",
  input: TemplateInput,
  facts: (tx, input, actor) => templateFacts(tx, actor, input),
  async apply(tx, { input: { templateId }, facts: { template } }) {
    await deleteTemplateRow(tx, templateId);
    publishTemplate(tx, template, "task-template.deleted");
    return null;
  },
});
