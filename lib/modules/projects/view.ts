import { subjectOf } from "#lib/modules/projects/rules.ts";
import type { LastAct, ProjectView, TaskFigures } from "#lib/modules/projects/schema.ts";
import type { Glance, ProjectRow, SelectedProject } from "#lib/modules/projects/store.ts";
import { hasComeUp } from "#lib/modules/workspaces/rules.ts";
import { workspaceView } from "#lib/modules/workspaces/view.ts";
import { storedActor } from "#lib/operations/stored-actor.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessByMembership } from "#lib/platform/auth/scope.ts";

export function projectView(
  { project, workspace, membership, creationState }: SelectedProject,
  glance: Glance | undefined,
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
    boardSettings: project.boardSettings,
    deliverySettings: project.deliverySettings,
    workspace: workspace && workspaceView(workspace, project),
    creation,
    access: accessByMembership(actor, membership),
    tasks: figuresOf(glance),
    lastActivityAt: project.lastActivityAt.toISOString(),
    lastAct: lastActOf(glance),
    createdAt: project.createdAt.toISOString(),
  };
}

function figuresOf(glance: Glance | undefined): TaskFigures {
  const { todo = 0, inProgress = 0, aiReview = 0, humanReview = 0, done = 0 } = glance ?? {};
  const { running = 0, interrupted = 0, asks = 0 } = glance ?? {};
  return { todo, inProgress, aiReview, humanReview, done, running, interrupted, asks };
}

function lastActOf(glance: Glance | undefined): LastAct | null {
  if (!glance?.act) return null;
  const { id, command, state, actor, at } = glance.act;
  const who = storedActor({ actor });
  const kind = who.kind === "cli-key" || who.kind === "service-key" ? "key" : who.kind;
  return {
    operationId: id,
    command,
    state,
    // A key of one's own is oneself.
    actor:
      who.kind === "cli-key" ? { kind: "person", name: who.userName ?? who.name } : { kind, name: who.name },
    subject: subjectOf(glance.act),
    at: new Date(at).toISOString(),
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
