import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { projectDependants, workspaceLosses } from "#lib/modules/projects/rules.ts";
import { ProjectInput } from "#lib/modules/projects/schema.ts";
import { selectDependants } from "#lib/modules/projects/store.ts";
import { lookInside, workLosses } from "#lib/modules/workspaces/life-facts.ts";
import { command } from "#lib/operations/command.ts";

/** Held: it lists what goes, unpushed work first. A folder source's own files stay. */
export const deleteProject = command({
  name: "project.delete",
  http: "DELETE /api/projects/:projectId",
  summary: "Delete a project with its workspace",
  input: ProjectInput,
  prepare: (platform, { projectId }, actor) => lookInside(platform, actor, { projectId }),
  async facts(tx, { projectId }, actor) {
    const facts = await projectFacts(tx, actor, projectId);
    const { observedLosses } = facts.workspace;
    const losses = [
      ...workspaceLosses(observedLosses, facts.project.source),
      ...(await workLosses(tx, facts.workspace)),
    ];
    // Sizes and what happens to run are told but not relied on: they change all the time.
    const { sizeBytes: _, ...relied } = observedLosses ?? { sizeBytes: null };
    const found = await selectDependants(tx, projectId, actor.userId);
    return { ...facts, losses, dependants: projectDependants(found), fingerprint: relied };
  },
  work: { timeoutMs: 900_000, attemptsMax: 3, key: ({ projectId }) => `project:${projectId}` },
});
