import { uncreatedProjectFacts } from "#lib/modules/projects/project-facts.ts";
import { stillBusy } from "#lib/modules/projects/retry-project.ts";
import { ChangedProject, ProjectInput } from "#lib/modules/projects/schema.ts";
import { claimCreation } from "#lib/modules/projects/store.ts";
import { command } from "#lib/operations/command.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** A project that never came up has nothing to lose: it goes at once. */
export const discardProject = command({
  name: "project.discard",
  http: "POST /api/projects/:projectId/discard",
  summary: "Remove a project whose creation failed",
  input: ProjectInput,
  output: ChangedProject,
  facts: (tx, { projectId }, actor) => uncreatedProjectFacts(tx, actor, projectId),
  async begin(tx, { facts: { project }, operationId }) {
    if (!(await claimCreation(tx, project.id, operationId, {}))) throw stillBusy();
    publish(tx, { topic: "projects", name: "project.updated", subjectId: project.id, projectId: project.id });
    return { project: { id: project.id, slug: project.slug, status: project.status } };
  },
  work: { timeoutMs: 600_000, attemptsMax: 3, key: ({ projectId }) => `project:${projectId}` },
});
