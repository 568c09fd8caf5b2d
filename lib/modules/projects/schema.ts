import { z } from "zod";
import { ActorView, OperationRef, OperationState, PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import {
  deliveryModes,
  mergeModes,
  projectStatuses,
  projectTypes,
  taskStatuses,
} from "#lib/kernel/states.ts";
import { Description, Name, SearchText } from "#lib/kernel/text.ts";
import { RuntimeKind, WorkspaceSettings, WorkspaceView } from "#lib/modules/workspaces/schema.ts";
import { BranchName, CloneUrl } from "#workspaced/protocol/git-names.ts";

export const ProjectType = z.enum(projectTypes, {
  message: "must be nextjs, remix, nodejs, static or other",
});
export type ProjectType = z.infer<typeof ProjectType>;

export const ProjectStatus = z.enum(projectStatuses);
export type ProjectStatus = z.infer<typeof ProjectStatus>;

const FolderPath = z
  .string({ message: "give the folder's path" })
  .min(1, { message: "must not be empty" })
  .max(4096, { message: "must have at most 4096 characters" })
  .refine((path) => !path.includes("\0"), { message: "must not hold a NUL character" })
  .refine((path) => path.startsWith("/") && !path.split("/").includes(".."), {
    message: "must be an absolute path on the server's machine, such as /home/me/project",
  });

export const ProjectSource = z.discriminatedUnion(
  "type",
  [
    z.object({ type: z.literal("empty") }),
    z.object({ type: z.literal("git"), url: CloneUrl, branch: BranchName.optional() }),
    z.object({ type: z.literal("folder"), path: FolderPath }),
  ],
  { message: "must be an object whose type is git (with url), folder (with path) or empty" },
);
export type ProjectSource = z.infer<typeof ProjectSource>;

export const CreateProjectInput = z.object({
  name: Name,
  description: Description.default(""),
  type: ProjectType.default("other"),
  runtime: RuntimeKind.default("local"),
  /** What its workspace is made of and may use; left out: what is usual here. */
  workspaceSettings: WorkspaceSettings.optional(),
  source: ProjectSource,
  llmProvider: Name.optional(),
});
export type CreateProjectInput = z.infer<typeof CreateProjectInput>;

export const ProjectInput = z.object({ projectId: Id });
export type ProjectInput = z.infer<typeof ProjectInput>;

export const ProjectPeople = pageOf(z.object({ id: Id, name: z.string() }));

const atMost = (max: number) =>
  z
    .number({ message: "must be a number, or null for none" })
    .int({ message: "must be a whole number" })
    .min(1, { message: `must be from 1 to ${max}` })
    .max(max, { message: `must be from 1 to ${max}` })
    .nullable();

/** How its board holds work back; what is not set, or null, follows the installation. */
export const BoardSettings = z.object({
  /** How many cards a column takes before nothing more is started into it. */
  columnLimits: z.partialRecord(z.enum(taskStatuses), atMost(999)).optional(),
  /** How many runs may be at work at once. */
  parallelRunsMax: atMost(50).optional(),
});
export type BoardSettings = z.infer<typeof BoardSettings>;

/** What approving a task of it does; what is not set follows what is usual (`deliveryOf`). */
export const DeliverySettings = z.object({
  /** One merge commit (or none, where the branch is merely ahead), one commit of all, or commit by commit on top. */
  mergeMode: z.enum(mergeModes, { message: "must be merge, squash or rebase" }).optional(),
  /** Into the default branch, or offered to it as a pull request, which others merge. */
  delivery: z.enum(deliveryModes, { message: "must be merge or pull_request" }).optional(),
  /** To the repository that the default branch comes from. */
  isPushed: z.boolean({ message: "must be true or false" }).optional(),
});
export type DeliverySettings = z.infer<typeof DeliverySettings>;

export const UpdateProjectInput = ProjectInput.extend({
  name: Name.optional(),
  description: Description.optional(),
  type: ProjectType.optional(),
  boardSettings: BoardSettings.optional(),
  deliverySettings: DeliverySettings.optional(),
});

/** Without a source the same one is tried again. */
export const RetryProjectInput = ProjectInput.extend({ source: ProjectSource.optional() });
export type RetryProjectInput = z.infer<typeof RetryProjectInput>;

export const ProjectRef = z.object({ id: Id, slug: z.string(), status: ProjectStatus });
export type ProjectRef = z.infer<typeof ProjectRef>;

/** What a change of a project is answered with. */
export const ChangedProject = z.object({ project: ProjectRef });
export const UpdatedProject = z.object({
  project: ProjectRef.extend({
    name: z.string(),
    description: z.string(),
    type: ProjectType,
    boardSettings: BoardSettings,
    deliverySettings: DeliverySettings,
  }),
});

/** How many tasks stand where, and what of them is at work or waits for a person. */
export const TaskFigures = z.object({
  todo: z.number().int(),
  inProgress: z.number().int(),
  aiReview: z.number().int(),
  humanReview: z.number().int(),
  done: z.number().int(),
  /** Those an agent works on, or whose agent waits for an answer or a place. */
  running: z.number().int(),
  interrupted: z.number().int(),
  /** Questions and permissions of agents that nobody has answered yet. */
  asks: z.number().int(),
});
export type TaskFigures = z.infer<typeof TaskFigures>;

/** The last thing that somebody did in it. */
export const LastAct = z.object({
  operationId: Id,
  command: z.string(),
  state: OperationState,
  actor: ActorView.pick({ kind: true, name: true }),
  /** What it was done to, in a word: a branch, a path, `#12`; null where the command says it all. */
  subject: z.string().nullable(),
  at: z.iso.datetime(),
});
export type LastAct = z.infer<typeof LastAct>;

export const ProjectView = z.object({
  id: Id,
  name: z.string(),
  slug: z.string(),
  description: z.string(),
  type: ProjectType,
  status: ProjectStatus,
  /** What went wrong, beside status `error`. */
  statusReason: z.string().nullable(),
  source: z.object({
    type: z.string(),
    url: z.string().optional(),
    branch: z.string().optional(),
    path: z.string().optional(),
  }),
  runtime: RuntimeKind,
  defaultBranch: z.string().nullable(),
  llmProvider: z.string().nullable(),
  boardSettings: BoardSettings,
  deliverySettings: DeliverySettings,
  workspace: WorkspaceView.nullable(),
  /** The operation that brings it up, while it never came up: the steps to show. */
  creation: OperationRef.pick({ id: true, state: true }).nullable(),
  /** What the reader may do with it. */
  access: z.enum(["none", "read", "write", "admin"]),
  tasks: TaskFigures,
  lastActivityAt: z.iso.datetime(),
  lastAct: LastAct.nullable(),
  createdAt: z.iso.datetime(),
});
export type ProjectView = z.infer<typeof ProjectView>;

export const projectSorts = ["activity", "name"] as const;
export const ListProjectsInput = PageInput.extend({
  /** Found in the name, the short name or the default branch. */
  q: SearchText(200).optional(),
  sort: z.enum(projectSorts, { message: "must be activity or name" }).default("activity"),
});
export type ListProjectsInput = z.infer<typeof ListProjectsInput>;
export const ProjectPage = pageOf(ProjectView);
