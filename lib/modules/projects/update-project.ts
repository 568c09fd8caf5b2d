import { forbidden, notFound } from "#lib/kernel/errors.ts";
import { nameTaken } from "#lib/modules/projects/create-project.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { slugOf } from "#lib/modules/projects/rules.ts";
import { UpdatedProject, UpdateProjectInput } from "#lib/modules/projects/schema.ts";
import { changeProject, findProjectBySlug, lockProject, lockSlugs } from "#lib/modules/projects/store.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { type Actor, isMachine } from "#lib/platform/auth/actor.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Changes what is given and leaves the rest. A new name brings a new short name; addresses keep the id. */
export const updateProject = command({
  name: "project.update",
  http: "PUT /api/projects/:projectId",
  summary: "Rename or describe a project",
  input: UpdateProjectInput,
  output: UpdatedProject,
  async facts(tx, { projectId, boardSettings, deliverySettings }, actor) {
    const facts = await projectFacts(tx, actor, projectId);
    if (boardSettings || deliverySettings) requirePerson(actor);
    return facts;
  },
  async apply(tx, { input, operationId }) {
    const project = await lockProject(tx, input.projectId);
    if (!project) throw notFound("project");
    const { name = project.name, description = project.description, type = project.type } = input;
    const columnLimits = { ...project.boardSettings.columnLimits, ...input.boardSettings?.columnLimits };
    const boardSettings = {
      ...project.boardSettings,
      ...input.boardSettings,
      ...(input.boardSettings?.columnLimits && { columnLimits }),
    };
    const deliverySettings = { ...project.deliverySettings, ...input.deliverySettings };
    const slug = name === project.name ? project.slug : slugOf(name);
    if (slug !== project.slug) {
      await lockSlugs(tx);
      if (await findProjectBySlug(tx, slug)) throw nameTaken(name, slug);
    }
    const after = { name, description, type, slug, boardSettings, deliverySettings };
    await changeProject(tx, project.id, after);
    const before = {
      name: project.name,
      description: project.description,
      type: project.type,
      slug: project.slug,
      boardSettings: project.boardSettings,
      deliverySettings: project.deliverySettings,
    };
    noteChange(tx, operationId, { before, after });
    publish(tx, { topic: "projects", name: "project.updated", subjectId: project.id, projectId: project.id });
    return {
      project: { id: project.id, status: project.status, ...after },
    };
  },
});

/** A machine would lift the limits that hold its own work back, or change how that is merged. */
function requirePerson(actor: Actor): void {
  if (!isMachine(actor)) return;
  throw forbidden("Only a person may change a project's limits and how its work is delivered.");
}
