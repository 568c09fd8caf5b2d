import { nameTaken } from "#lib/modules/projects/create-project.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { slugOf } from "#lib/modules/projects/rules.ts";
import { UpdatedProject, UpdateProjectInput } from "#lib/modules/projects/schema.ts";
import { changeProject, findProjectBySlug, lockSlugs } from "#lib/modules/projects/store.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Changes what is given and leaves the rest. A new name brings a new short name; addresses keep the id. */
export const updateProject = command({
  name: "project.update",
  http: "PUT /api/projects/:projectId",
  summary: "Rename or describe a project",
  input: UpdateProjectInput,
  output: UpdatedProject,
  facts: (tx, { projectId }, actor) => projectFacts(tx, actor, projectId),
  async apply(tx, { input, facts: { project }, operationId }) {
    const { name = project.name, description = project.description, type = project.type } = input;
    const slug = name === project.name ? project.slug : slugOf(name);
    if (slug !== project.slug) {
      await lockSlugs(tx);
      if (await findProjectBySlug(tx, slug)) throw nameTaken(name, slug);
    }
    const after = { name, description, type, slug };
    await changeProject(tx, project.id, after);
    const before = {
      name: project.name,
      description: project.description,
      type: project.type,
      slug: project.slug,
    };
    noteChange(tx, operationId, { before, after });
    publish(tx, { topic: "projects", name: "project.updated", subjectId: project.id, projectId: project.id });
    return { project: { id: project.id, slug, status: project.status, name, description, type } };
  },
});
