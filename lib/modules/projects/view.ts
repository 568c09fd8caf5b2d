import type { ProjectView } from "#lib/modules/projects/schema.ts";
import type { ProjectRow, SelectedProject } from "#lib/modules/projects/store.ts";
import { hasComeUp } from "#lib/modules/workspaces/rules.ts";
import { workspaceView } from "#lib/modules/workspaces/view.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessByMembership } from "#lib/platform/auth/scope.ts";

export function projectView(
  { project, workspace, membership, creationState }: SelectedProject,
  actor: Actor,
): ProjectView {
  const { creationOperationId } = project;
  const isUncreated = workspace !== null && !hasComeUp(workspace);
  const creation =
    isUncreated && creationOperationId && creationState
      ? { id: creationOperationId, state: creationState }
      : null;
  return {
    id: project.id,
    name: project.name,
    slug: project.slug,
    description: project.description,
    type: project.type,
    status: project.status,
    statusReason: project.statusReason,
    source: shownSource(project.source),
    runtime: project.runtime,
    defaultBranch: project.defaultBranch,
    llmProvider: project.llmProvider,
    workspace: workspace && workspaceView(workspace),
    creation,
    access: accessByMembership(actor, membership),
    lastActivityAt: project.lastActivityAt.toISOString(),
    createdAt: project.createdAt.toISOString(),
  };
}

function shownSource({ type, url, branch, path }: ProjectRow["source"]): ProjectView["source"] {
  return {
    type,
    ...(typeof url === "string" && { url }),
    ...(typeof branch === "string" && { branch }),
    ...(typeof path === "string" && { path }),
  };
}
