import { checkLabels } from "#lib/modules/labels/of-task.ts";
import { TemplateView, UpdateTemplateInput } from "#lib/modules/task-templates/schema.ts";
import { changeTemplate } from "#lib/modules/task-templates/store.ts";
import {
  publishTemplate,
  takeName,
  templateFacts,
  templateView,
} from "#lib/modules/task-templates/template-facts.ts";
import { command } from "#lib/operations/command.ts";

export const updateTemplate = command({
  name: "task-template.update",
  http: "PATCH /api/projects/:projectId/task-templates/:templateId",
  summary: "Change a template for cards; cards that began with it stay as they are",
  input: UpdateTemplateInput,
  output: TemplateView,
  facts: (tx, input, actor) => templateFacts(tx, actor, input),
  async apply(tx, { input: { projectId, templateId, ...change } }) {
    if (change.name !== undefined) await takeName(tx, projectId, change.name, templateId);
    if (change.labelIds) await checkLabels(tx, projectId, change.labelIds);
    const row = await changeTemplate(tx, templateId, change);
    publishTemplate(tx, row, "task-template.updated");
    return templateView(row);
  },
});
