import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { ProjectInput, ProjectPeople } from "#lib/modules/projects/schema.ts";
import { listWorkers } from "#lib/modules/projects/store.ts";
import { query } from "#lib/operations/query.ts";

/** By name. */
export const listPeople = query({
  name: "project.list-people",
  http: "GET /api/projects/:projectId/people",
  summary: "The people who may work in a project, and so be given its tasks",
  input: ProjectInput,
  output: ProjectPeople,
  async read({ tx, input: { projectId }, actor }) {
    await projectFacts(tx, actor, projectId);
    return { items: await listWorkers(tx, projectId), nextCursor: null };
  },
});
