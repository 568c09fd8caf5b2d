import { notFound } from "#lib/kernel/errors.ts";
import { ProjectInput, ProjectView } from "#lib/modules/projects/schema.ts";
import { selectGlances, selectProjects } from "#lib/modules/projects/store.ts";
import { projectView } from "#lib/modules/projects/view.ts";
import { query } from "#lib/operations/query.ts";

export const readProject = query({
  name: "project.read",
  http: "GET /api/projects/:projectId",
  summary: "Read a project",
  input: ProjectInput,
  output: ProjectView,
  async read({ tx, input, actor }) {
    const [row] = await selectProjects(tx, actor, { id: input.projectId }, 1);
    if (!row) throw notFound("project");
    const glances = await selectGlances(tx, [row.project.id]);
    return projectView(row, glances.get(row.project.id), actor);
  },
});
