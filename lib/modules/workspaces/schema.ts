import { z } from "zod";
import { OperationStep, PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { ImageReference } from "#lib/kernel/image-reference.ts";
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
  /** Nothing of it is left on its runtime: `workspace.create` makes another one from the project's source. */
  isGone: z.boolean(),
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

const mebibyte = 1024 ** 2;

/** What a limit of a workspace may be; the form says it in the same figures. */
export const settingBounds = {
  cpus: { min: 0.1, max: 64 },
  memoryBytes: { min: 256 * mebibyte, max: 16 * 1024 ** 2 * mebibyte },
  processesMax: { min: 64, max: 32_768 },
  idleStopMs: { min: 5 * 60_000, max: 30 * 86_400_000 },
} as const;

/** What a workspace may use unless its project says otherwise: enough for a build, too little to starve the machine. */
export const usualLimits = { cpus: 2, memoryBytes: 4096 * mebibyte, processesMax: 2048 } as const;

const wholeNumber = (bounds: { min: number; max: number }, message: string) =>
  z.number({ message }).int({ message }).min(bounds.min, { message }).max(bounds.max, { message });

const cpusRule = { message: "must be from 0.1 to 64 processors" };

/** What a project's workspace is made of. What is left out stays as it is; null is what is usual here. */
export const WorkspaceSettings = z.object({
  /** An image of the project's own. */
  image: ImageReference.nullable().optional(),
  cpus: z
    .number(cpusRule)
    .min(settingBounds.cpus.min, cpusRule)
    .max(settingBounds.cpus.max, cpusRule)
    .nullable()
    .optional(),
  memoryBytes: wholeNumber(settingBounds.memoryBytes, "must be 256 MiB or more, in bytes")
    .nullable()
    .optional(),
  processesMax: wholeNumber(settingBounds.processesMax, "must be from 64 to 32768").nullable().optional(),
  /** Null: it never stops by itself. */
  idleStopMs: wholeNumber(settingBounds.idleStopMs, "must be from 5 minutes to 30 days, in milliseconds")
    .nullable()
    .optional(),
});
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>;

export const ConfigureWorkspaceInput = WorkspaceSettings.extend({ projectId: Id });
export type ConfigureWorkspaceInput = z.infer<typeof ConfigureWorkspaceInput>;

/** As they are in force: null means no limit, no image of its own, no stop by itself. */
export const SettingsInForce = z.object({
  image: z.string().nullable(),
  cpus: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  processesMax: z.number().nullable(),
  idleStopMs: z.number().nullable(),
});
export type SettingsInForce = z.infer<typeof SettingsInForce>;

export const ConfiguredWorkspace = z.object({
  settings: SettingsInForce,
  /** True where the image counts from the next rebuild on. */
  needsRebuild: z.boolean(),
});

/** What a workspace can be asked about where it runs; the screens grey out the rest. */
export const WorkspaceCapabilities = z.object({
  isIsolated: z.boolean(),
  resourceLimits: z.boolean(),
  images: z.boolean(),
  stats: z.boolean(),
  logs: z.boolean(),
});
export type WorkspaceCapabilities = z.infer<typeof WorkspaceCapabilities>;

/** What would go with it, as it was seen last. */
export const LossFigures = z.object({
  uncommitted: z.number().int(),
  unpushedCommits: z.number().int(),
  stashes: z.number().int(),
  sizeBytes: z.number().nullable(),
});

/** A workspace with all that its own page says of it. */
export const WorkspaceDetail = WorkspaceView.extend({
  settings: SettingsInForce,
  capabilities: WorkspaceCapabilities,
  /** True where it was made from another image than the settings name now. */
  needsRebuild: z.boolean(),
  /** Null where nobody has looked yet. */
  losses: LossFigures.nullable(),
  /** How it came to be: the operation that made it, with its phases. */
  creation: z
    .object({ operationId: Id, steps: z.array(OperationStep), endedAt: z.iso.datetime().nullable() })
    .nullable(),
});
export type WorkspaceDetail = z.infer<typeof WorkspaceDetail>;

const since = z.coerce.date({ message: "must be a time, such as 2026-11-20T14:31:50Z" });

export const FollowLogInput = z.object({
  workspaceId: Id,
  /** Goes on with what is told from now on. */
  follow: z.stringbool({ message: "must be true or false" }).default(false),
  /** Leaves out what is older. */
  since: since.optional(),
});

export const FollowStatsInput = z.object({
  workspaceId: Id,
  /** A sample each two seconds, instead of one. */
  follow: z.stringbool({ message: "must be true or false" }).default(false),
});

/** One line that the workspace's own programs told; `at` is null where it says no time. */
export const WorkspaceLogLine = z.object({ at: z.iso.datetime().nullable(), line: z.string() });
export type WorkspaceLogLine = z.infer<typeof WorkspaceLogLine>;

/** What a workspace uses at one moment. */
export const WorkspaceSample = z.object({
  at: z.iso.datetime(),
  /** Of one processor: 200 is two of them busy. */
  cpuPercent: z.number(),
  memoryBytes: z.number(),
  /** Null: no limit. */
  memoryMaxBytes: z.number().nullable(),
  processes: z.number().int(),
  /** Since it started; null where the runtime does not count. */
  readBytes: z.number().nullable(),
  writtenBytes: z.number().nullable(),
  receivedBytes: z.number().nullable(),
  sentBytes: z.number().nullable(),
});
export type WorkspaceSample = z.infer<typeof WorkspaceSample>;

/** The last message of both streams. */
export const StreamEnd = z.object({
  /** `succeeded`: all was told. `stopped`: the workspace does not run. `failed`: it could not be asked. */
  state: z.enum(["succeeded", "stopped", "failed"]),
  reason: z.string().nullable(),
});
export type StreamEnd = z.infer<typeof StreamEnd>;

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
  /** The one that new projects begin on unless somebody says otherwise. */
  isRecommended: z.boolean(),
  /** Whether a folder of the server's machine can be a project's source. */
  folderSources: z.boolean(),
  capabilities: WorkspaceCapabilities,
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
