import { newId } from "#lib/kernel/ids.ts";
import { checkLabels } from "#lib/modules/labels/of-task.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { CreateTemplateInput, TemplateView } from "#lib/modules/task-templates/schema.ts";
import { insertTemplate } from "#lib/modules/task-templates/store.ts";
import { publishTemplate, takeName, templateView } from "#lib/modules/task-templates/template-facts.ts";
import { command } from "#lib/operations/command.ts";

export const createTemplate = command({
  name: "task-template.create",
  http: "POST /api/projects/:projectId/task-templates",
  summary: "Add a template for cards of a project",
  input: CreateTemplateInput,
  output: TemplateView,
  creates: true,
  facts: (tx, { projectId }, actor) => projectFacts(tx, actor, projectId),
  async apply(tx, { input, actor }) {
    await takeName(tx, input.projectId, input.name, null);
    await checkLabels(tx, input.projectId, input.labelIds);
    const row = await insertTemplate(tx, { id: newId(), ...input, createdBy: actor.userId });
    publishTemplate(tx, row, "task-template.created");
    return templateView(row);
  },
});
