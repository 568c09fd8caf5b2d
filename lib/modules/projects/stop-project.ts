import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { ChangedProject, ProjectInput } from "#lib/modules/projects/schema.ts";
import { wish } from "#lib/modules/workspaces/life.ts";
import { lookInside, stopFacts } from "#lib/modules/workspaces/life-facts.ts";
import { command } from "#lib/operations/command.ts";

export const stopProject = command({
  name: "project.stop",
  http: "POST /api/projects/:projectId/stop",
  summary: "Stop a project's workspace and everything that runs in it",
  input: ProjectInput,
  output: ChangedProject,
  prepare: (platform, input, actor) => lookInside(platform, actor, input),
  async facts(tx, { projectId }, actor) {
    const facts = await projectFacts(tx, actor, projectId);
    return { ...facts, ...(await stopFacts(tx, facts.workspace)) };
  },
  async begin(tx, { facts: { project, workspace } }) {
    await wish(tx, workspace, "stopped");
    return { project: { id: project.id, slug: project.slug, status: project.status } };
  },
  work: { timeoutMs: 180_000, attemptsMax: 3, key: ({ projectId }) => `project:${projectId}` },
});
