import { z } from "zod";
import { PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { runtimeKinds } from "#lib/kernel/states.ts";

export const RuntimeKind = z.enum(runtimeKinds, {
  message: "must be local, docker, podman, kubernetes or coolify",
});
export type RuntimeKind = z.infer<typeof RuntimeKind>;

/** What is and what was asked for, in one word for the screen. */
export const WorkspaceState = z.enum([
  "creating",
  "starting",
  "running",
  "stopping",
  "stopped",
  "failed",
  "unreachable",
  "removing",
  "removed",
]);
export type WorkspaceState = z.infer<typeof WorkspaceState>;

export const WorkspaceActivity = z.object({
  terminals: z.array(z.object({ name: z.string(), command: z.string().nullable(), isBusy: z.boolean() })),
  agents: z.array(z.object({ id: z.string(), state: z.string() })),
});
export type WorkspaceActivity = z.infer<typeof WorkspaceActivity>;

export const WorkspaceView = z.object({
  id: Id,
  projectId: Id,
  runtime: RuntimeKind,
  state: WorkspaceState,
  /** Why the state is not what was asked for; null where it is. */
  reason: z.string().nullable(),
  activity: WorkspaceActivity.nullable(),
  lastActiveAt: z.iso.datetime(),
  lastActiveReason: z.string().nullable(),
  observedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type WorkspaceView = z.infer<typeof WorkspaceView>;

/** What a change of a workspace is answered with. */
export const ChangedWorkspace = z.object({ workspace: WorkspaceView });
export const CreatedWorkspace = z.object({
  workspace: WorkspaceView.pick({ id: true, projectId: true, runtime: true, state: true }),
});

/** A project has one workspace: another one is made where the last one was removed. */
export const CreateWorkspaceInput = z.object({ projectId: Id });
export type CreateWorkspaceInput = z.infer<typeof CreateWorkspaceInput>;

export const WorkspaceInput = z.object({ workspaceId: Id });
export type WorkspaceInput = z.infer<typeof WorkspaceInput>;

export const ListWorkspacesInput = PageInput.extend({
  cursor: Id.optional(),
  projectId: Id.optional(),
});
export const WorkspacePage = pageOf(WorkspaceView.extend({ projectName: z.string() }));

/** A kind of runtime, and whether a project can be created on it now. */
export const RuntimeView = z.object({
  kind: RuntimeKind,
  isAvailable: z.boolean(),
  /** What was found, or what is missing. */
  detail: z.string(),
});
export type RuntimeView = z.infer<typeof RuntimeView>;
export const RuntimeList = z.object({ items: z.array(RuntimeView) });
