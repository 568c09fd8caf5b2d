import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { ChangedProject, ProjectInput } from "#lib/modules/projects/schema.ts";
import { wish } from "#lib/modules/workspaces/life.ts";
import { startFacts } from "#lib/modules/workspaces/life-facts.ts";
import { command } from "#lib/operations/command.ts";

export const startProject = command({
  name: "project.start",
  http: "POST /api/projects/:projectId/start",
  summary: "Start a project's workspace",
  input: ProjectInput,
  output: ChangedProject,
  async facts(tx, { projectId }, actor) {
    const facts = await projectFacts(tx, actor, projectId);
    return { ...facts, ...(await startFacts(tx, actor, facts.workspace)) };
  },
  async begin(tx, { facts: { project, workspace } }) {
    await wish(tx, workspace, "running");
    return { project: { id: project.id, slug: project.slug, status: project.status } };
  },
  // An image may have to be built for it.
  work: { timeoutMs: 1_800_000, attemptsMax: 3, key: ({ projectId }) => `project:${projectId}` },
});
