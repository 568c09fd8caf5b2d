import { z } from "zod";
import { PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { runtimeKinds, stopCauses } from "#lib/kernel/states.ts";

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
  /** What it was last awake for: `typing in build`, `Agent of #12`, `saving src/app.ts`. */
  lastActiveReason: z.string().nullable(),
  /** How long nothing may happen in it before it stops by itself; null: it never does. */
  idleStopMs: z.number().int().nullable(),
  /** When it stops if nothing happens until then; null where it does not run or never stops by itself. */
  stopsAt: z.iso.datetime().nullable(),
  /** Who stopped it last; null while it runs. */
  stopCause: z.enum(stopCauses).nullable(),
  /** It idled and was stopped: whoever opens its terminals, files or git starts it with `workspace.start`. */
  wakesOnDemand: z.boolean(),
  /** When it came up last; null where it does not run. */
  startedAt: z.iso.datetime().nullable(),
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

/** What a runtime still holds of a workspace that nobody knows any more. */
export const LeftoverKind = z.enum(["container", "volume", "network", "folder"], {
  message: "must be container, volume, network or folder",
});
export const LeftoverView = z.object({
  runtime: RuntimeKind,
  kind: LeftoverKind,
  /** What the runtime knows it by. */
  name: z.string(),
  workspaceId: z.string().nullable(),
  projectId: z.string().nullable(),
  /** The project's name, or the short name it had when this was made. */
  project: z.string().nullable(),
  /** Null where it was not measured. */
  sizeBytes: z.number().int().nullable(),
  createdAt: z.iso.datetime().nullable(),
});
export type LeftoverView = z.infer<typeof LeftoverView>;
export const LeftoverList = z.object({
  items: z.array(LeftoverView),
  /** Runtimes that could not be asked, each with the reason. */
  away: z.array(z.object({ runtime: RuntimeKind, reason: z.string() })),
});
export type LeftoverList = z.infer<typeof LeftoverList>;

export const RemoveLeftoverInput = z.object({
  runtime: RuntimeKind,
  kind: LeftoverKind,
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/, {
    message: "must be the name that the list of leftovers gives",
  }),
});
export type RemoveLeftoverInput = z.infer<typeof RemoveLeftoverInput>;
export const RemovedLeftover = z.object({ leftover: RemoveLeftoverInput });
