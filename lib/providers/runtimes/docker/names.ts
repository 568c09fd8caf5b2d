import { Id } from "#lib/kernel/ids.ts";
import type { WorkspaceSpec } from "../port.ts";

/** The container and the volume of a workspace have one name. */
export const nameOf = (workspaceId: string): string => `lockkeeper-${workspaceId}`;

/**
 * Workspaces of one project reach each other, and nothing else of ours. An engine publishes a container's ports on that
 * of its networks whose name comes first: where this server is one, it joins these, and its own has to stay the first.
 */
export const networkOf = (projectId: string): string => `zz-lockkeeper-${projectId}`;

/**
 * The same in all of them. Docker from 25 on answers for it on the project's network, where our server may be as well:
 * a project's own name there would be that of any service the server asks for.
 */
export const hostname = "workspace";

export const isRef = (ref: string): boolean => Id.safeParse(ref).success;

const prefix = "dev.lockkeeper.";

export const labels = {
  installation: `${prefix}installation`,
  workspace: `${prefix}workspace`,
  project: `${prefix}project`,
  slug: `${prefix}slug`,
  source: `${prefix}source`,
} as const;

export type Labels = Record<string, string>;

export const workspaceLabels = (installation: string, spec: WorkspaceSpec): Labels => ({
  [labels.installation]: installation,
  [labels.workspace]: spec.workspaceId,
  [labels.project]: spec.projectId,
  [labels.slug]: spec.slug,
  [labels.source]: spec.source.type,
});

/** One network is for all workspaces of its project. */
export const networkLabels = (installation: string, projectId: string): Labels => ({
  [labels.installation]: installation,
  [labels.project]: projectId,
});

/** What the engine lists as ours, and no other installation's on the same engine. */
export const filterOf = (installation: string): { label: string[] } => ({
  label: [`${labels.installation}=${installation}`],
});
