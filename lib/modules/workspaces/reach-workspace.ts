import type { Target } from "#lib/kernel/answer.ts";
import { AppError, type ErrorType, notFound, statusByErrorType } from "#lib/kernel/errors.ts";
import { openAccessToken } from "#lib/modules/workspaces/access-token.ts";
import { wakesOnDemand } from "#lib/modules/workspaces/rules.ts";
import {
  findWorkspace,
  findWorkspaceAndProject,
  type ProjectRow,
  type WorkspaceRow,
} from "#lib/modules/workspaces/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Access } from "#lib/protection/actions.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import { type WorkspacedAddress, WorkspacedError } from "#lib/providers/workspaced/request.ts";

interface WorkspaceFacts {
  workspace: WorkspaceRow;
  project: ProjectRow;
  target: Target;
  access: Access;
}

/** A workspace as a command's target; NOT_FOUND alike for one that is not there and one the actor may not see. */
export async function workspaceFacts(tx: Tx, actor: Actor, workspaceId: string): Promise<WorkspaceFacts> {
  const found = await findWorkspaceAndProject(tx, workspaceId);
  const access = found ? await accessToProject(tx, actor, found.project.id) : "none";
  if (!found || access === "none") throw notFound("workspace");
  const { workspace, project } = found;
  const target = { kind: "workspace", id: workspace.id, name: project.name, projectId: project.id };
  return { workspace, project, target, access };
}

/**
 * Where the workspace's workspaced answers, as last observed. Checks no rights: `workspaceFacts` does. Throws
 * SERVICE_UNAVAILABLE with what to do where the workspace does not run.
 */
export async function reachWorkspace(
  tx: Tx,
  platform: Platform,
  workspaceId: string,
): Promise<WorkspacedAddress> {
  const workspace = await findWorkspace(tx, workspaceId);
  if (!workspace) throw notFound("workspace");
  if (workspace.observedState !== "running" || !workspace.address || workspace.desiredState === "removed") {
    throw new AppError("SERVICE_UNAVAILABLE", whyUnreachable(workspace), {
      details: { workspaceState: workspace.observedState, wakesOnDemand: wakesOnDemand(workspace) },
    });
  }
  return { baseUrl: workspace.address, token: openAccessToken(platform.masterKey, workspace) };
}

function whyUnreachable(workspace: WorkspaceRow): string {
  const { observedState, observedReason, desiredState } = workspace;
  if (observedState === "creating") return "The workspace is still being created.";
  if (observedState === "removed")
    return "There is no workspace now. Make it again in the project's settings.";
  if (desiredState === "removed") return "The workspace is being removed.";
  if (wakesOnDemand(workspace))
    return "The workspace stopped because nothing happened in it. Start it first.";
  if (observedState === "stopped" || observedState === "running") {
    return desiredState === "running"
      ? "The workspace is starting. Try again in a moment."
      : "The workspace is stopped. Start it first.";
  }
  if (observedState === "unreachable" && desiredState === "running")
    return `The workspace does not answer: ${observedReason ?? "the reason is not known"}`;
  return `The workspace does not answer: ${observedReason ?? "the reason is not known"} Start it again.`;
}

/** Calls workspaced and says its failures in the words every door knows. */
export async function withWorkspace<Result>(
  address: WorkspacedAddress,
  work: (address: WorkspacedAddress) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(address);
  } catch (error) {
    throw error instanceof WorkspacedError ? fromWorkspaced(error) : error;
  }
}

/** The failure of a call to workspaced as one that may be shown; for streams, which `withWorkspace` cannot watch. */
export function fromWorkspaced(error: WorkspacedError): AppError {
  const { type, message, details } = error;
  if (type === "UNREACHABLE" || type === "SERVICE_UNAVAILABLE") {
    return new AppError("SERVICE_UNAVAILABLE", message, { details, cause: error });
  }
  // Its "unauthorized" is about our token and not about the person who asked.
  if (type === "UNAUTHORIZED") {
    return new ProviderError(
      "workspace",
      "The workspace does not accept this server. Stop it and start it again.",
      {
        cause: error,
      },
    );
  }
  if (type === "RANGE_NOT_SATISFIABLE")
    return new AppError("VALIDATION_ERROR", message, { details, cause: error });
  if (isCallersFault(type)) return new AppError(type, message, { details, cause: error });
  return new ProviderError("workspace", message, { isRetryable: error.retryable, cause: error });
}

const isCallersFault = (type: string): type is ErrorType =>
  type in statusByErrorType && statusByErrorType[type as ErrorType] < 500;
