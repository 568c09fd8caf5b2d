import type { Target } from "#lib/kernel/answer.ts";
import { conflict, notFound } from "#lib/kernel/errors.ts";
import { findProject, type ProjectRow } from "#lib/modules/projects/store.ts";
import { findWorkspaceOfProject, type WorkspaceRow } from "#lib/modules/workspaces/of-project.ts";
import { hasComeUp } from "#lib/modules/workspaces/rules.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Access } from "#lib/protection/actions.ts";

export interface ProjectFacts {
  project: ProjectRow;
  workspace: WorkspaceRow;
  target: Target;
  access: Access;
}

/** A project as a command's target; NOT_FOUND alike for one that is not there and one the actor may not see. */
export async function projectFacts(tx: Tx, actor: Actor, projectId: string): Promise<ProjectFacts> {
  const access = await accessToProject(tx, actor, projectId);
  const project = access === "none" ? null : await findProject(tx, projectId);
  const workspace = project && (await findWorkspaceOfProject(tx, projectId));
  if (!project || !workspace) throw notFound("project");
  const target = { kind: "project", id: project.id, name: project.name, projectId: project.id };
  return { project, workspace, target, access };
}

/** The facts of a project that never came up; CONFLICT for one that did, for it may hold work. */
export async function uncreatedProjectFacts(tx: Tx, actor: Actor, projectId: string): Promise<ProjectFacts> {
  const facts = await projectFacts(tx, actor, projectId);
  if (!hasComeUp(facts.workspace) && facts.project.creationOperationId) return facts;
  throw conflict("This project came up once. Stop or delete it instead.", { status: facts.project.status });
}
