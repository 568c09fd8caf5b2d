import { conflict, notFound } from "#lib/kernel/errors.ts";
import { type ProjectFacts, projectFacts } from "#lib/modules/projects/project-facts.ts";
import type { TemplateView } from "#lib/modules/task-templates/schema.ts";
import { findTemplate, isNameTaken, type TemplateRow } from "#lib/modules/task-templates/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";
import { publish } from "#lib/platform/db/transact.ts";

interface TemplateFacts extends ProjectFacts {
  template: TemplateRow;
}

/** A template as a command's target; NOT_FOUND for one of another project. */
export async function templateFacts(
  tx: Tx,
  actor: Actor,
  { projectId, templateId }: { projectId: string; templateId: string },
): Promise<TemplateFacts> {
  const facts = await projectFacts(tx, actor, projectId);
  const template = await findTemplate(tx, templateId);
  if (!template || template.projectId !== projectId) throw notFound("template");
  const target = { kind: "template", id: template.id, name: template.name, projectId };
  return { ...facts, template, target };
}

/** Of two at once the second waits; CONFLICT where the project has a template of this name. */
export async function takeName(
  tx: Tx,
  projectId: string,
  name: string,
  exceptId: string | null,
): Promise<void> {
  await lockByName(tx, `task-templates:${projectId}`);
  if (await isNameTaken(tx, projectId, name, exceptId))
    throw conflict(`The project has a template "${name}" already.`, { field: "name" });
}

export function publishTemplate(
  tx: Tx,
  { id, projectId }: Pick<TemplateRow, "id" | "projectId">,
  name: "task-template.created" | "task-template.updated" | "task-template.deleted",
): void {
  publish(tx, { topic: "task-templates", name, subjectId: id, projectId });
}

export const templateView = (row: TemplateRow): TemplateView => ({
  id: row.id,
  name: row.name,
  title: row.title,
  description: row.description,
  model: row.model,
  priority: row.priority,
  labelIds: row.labelIds,
});
