import { conflict } from "#lib/kernel/errors.ts";
import { uncreatedProjectFacts } from "#lib/modules/projects/project-facts.ts";
import { ChangedProject, RetryProjectInput } from "#lib/modules/projects/schema.ts";
import { claimCreation } from "#lib/modules/projects/store.ts";
import { markUncreated } from "#lib/modules/workspaces/of-project.ts";
import { localRefusal } from "#lib/modules/workspaces/rules.ts";
import { command } from "#lib/operations/command.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** The same row, brought up from the same source or a corrected one. */
export const retryProject = command({
  name: "project.retry",
  http: "POST /api/projects/:projectId/retry",
  summary: "Create a project again whose creation failed",
  input: RetryProjectInput,
  output: ChangedProject,
  async facts(tx, { projectId }, actor) {
    const facts = await uncreatedProjectFacts(tx, actor, projectId);
    const refusal = localRefusal(actor, facts.project.runtime);
    if (refusal) throw refusal;
    return facts;
  },
  async begin(tx, { input, facts: { project, workspace }, operationId }) {
    const { id, slug } = project;
    const source = input.source ?? project.source;
    const change = { source, status: "creating", statusReason: null } as const;
    if (!(await claimCreation(tx, id, operationId, change))) throw stillBusy();
    await markUncreated(tx, workspace, "creating");
    publish(tx, { topic: "projects", name: "project.updated", subjectId: id, projectId: id });
    return { project: { id, slug, status: "creating" as const } };
  },
  work: { timeoutMs: 2 * 3_600_000, attemptsMax: 5, key: ({ projectId }) => `project:${projectId}` },
});

export const stillBusy = () =>
  conflict("The project is being created or cleared away at this moment. Wait for that, or cancel it.");
