import { z } from "zod";
import { PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { taskPriorities, taskResolutions, taskStatuses } from "#lib/kernel/states.ts";
import { Description, Name, SearchText } from "#lib/kernel/text.ts";
import { LabelView } from "#lib/modules/labels/schema.ts";
import { RunView } from "#lib/modules/runs/schema.ts";

export const TaskStatus = z.enum(taskStatuses, { message: `must be one of: ${taskStatuses.join(", ")}` });
export type TaskStatus = z.infer<typeof TaskStatus>;

export const TaskResolution = z.enum(taskResolutions);
export type TaskResolution = z.infer<typeof TaskResolution>;

export const TaskPriority = z.enum(taskPriorities, {
  message: `must be one of: ${taskPriorities.join(", ")}`,
});
export type TaskPriority = z.infer<typeof TaskPriority>;

/** The verbs by which a person moves a card; `task.move` is by hand. */
export const taskVerbs = [
  "task.move",
  "run.start",
  "run.compare",
  "run.continue",
  "run.abort",
  "run.feedback",
  "run.resolve-conflict",
  "run.keep",
  "run.drop",
  "task.approve",
] as const;
export const TaskVerb = z.enum(taskVerbs);
export type TaskVerb = z.infer<typeof TaskVerb>;

/** A column the card can be brought to, and what brings it there. */
export const TaskMove = z.object({ to: TaskStatus, by: TaskVerb });
export type TaskMove = z.infer<typeof TaskMove>;

/** As providers name it, such as `claude-sonnet-4-5`; left out, the project's or the provider's own is taken. */
export const ModelName = z
  .string({ message: "give the model as text" })
  .trim()
  .min(1, { message: "must not be empty" })
  .max(200, { message: "must have at most 200 characters" })
  .regex(/^[\x21-\x7e]+$/, { message: "must hold no spaces and only ASCII characters" });

/** Markdown of up to 20,000 characters. */
export const TaskDescription = z
  .string({ message: "give the description as text" })
  .trim()
  .max(20_000, { message: "must have at most 20000 characters" })
  .refine((text) => Description.safeParse(text.slice(0, 2000)).success && !text.includes("\0"), {
    message: "must not hold control characters",
  });

const InProject = z.object({ projectId: Id });
export const TaskInput = InProject.extend({ taskId: Id });
export type TaskInput = z.infer<typeof TaskInput>;

export const labelsMax = 20;
export const dependenciesMax = 50;

export const TaskLabelIds = z.array(Id).max(labelsMax, { message: `must be at most ${labelsMax} labels` });

const TaskNumbers = z
  .array(z.number({ message: "must be the number of a task" }).int().min(1).max(2_000_000_000))
  .max(dependenciesMax, { message: `must be at most ${dependenciesMax} tasks` });

/** What sorts a card; what is left out stays as it is. */
const sorting = {
  priority: TaskPriority.nullable().optional(),
  /** Somebody who may work in the project. */
  assigneeId: Id.nullable().optional(),
  /** All of them: others go. */
  labelIds: TaskLabelIds.optional(),
  /** Numbers of tasks of the project: its runs wait until all of them are done. All of them: others go. */
  after: TaskNumbers.optional(),
};

/** Beside which card of its column it goes; where that one is not in it by now, on top. */
const beside = { beforeId: Id.optional(), afterId: Id.optional() };

export const CreateTaskInput = InProject.extend({
  title: Name,
  description: TaskDescription.default(""),
  model: ModelName.optional(),
  ...sorting,
});
export type CreateTaskInput = z.infer<typeof CreateTaskInput>;

export const UpdateTaskInput = TaskInput.extend({
  title: Name.optional(),
  description: TaskDescription.optional(),
  /** Null: the project's or the provider's own. */
  model: ModelName.nullable().optional(),
  ...sorting,
  /** Some more and some less, whatever others give it meanwhile. */
  addLabelIds: TaskLabelIds.optional(),
  removeLabelIds: TaskLabelIds.optional(),
  addAfter: TaskNumbers.optional(),
  removeAfter: TaskNumbers.optional(),
  ...beside,
});
export type UpdateTaskInput = z.infer<typeof UpdateTaskInput>;

export const MoveTaskInput = TaskInput.extend({ status: TaskStatus, ...beside });
export type MoveTaskInput = z.infer<typeof MoveTaskInput>;

/** A task that another one comes after. */
export const Dependency = z.object({
  id: Id,
  number: z.number().int(),
  title: z.string(),
  status: TaskStatus,
});
export type Dependency = z.infer<typeof Dependency>;

const PersonRef = z.object({ id: Id, name: z.string() });

export const TaskView = z.object({
  id: Id,
  projectId: Id,
  number: z.number().int(),
  title: z.string(),
  description: z.string(),
  status: TaskStatus,
  /** Set while it is done. */
  resolution: TaskResolution.nullable(),
  /** Why it stands there, where that needs words: a failed run, "conflict in 2 files", a refused push. */
  statusReason: z.string().nullable(),
  /** The files that its last merge was in conflict in; null where that is not why it stands there. */
  conflictFiles: z.array(z.string()).nullable(),
  model: z.string().nullable(),
  priority: TaskPriority.nullable(),
  assignee: PersonRef.nullable(),
  /** Its place in its column, the least on top. */
  position: z.number(),
  labels: z.array(LabelView),
  /** What it waits for, by number; one that is done is waited for no more. */
  after: z.array(Dependency),
  currentRun: RunView.nullable(),
  /** True while its merge is under way; nothing else may change it then. */
  isApproving: z.boolean(),
  /** True while its runs, or the task with them, are being removed; then only an agent at work may be stopped. */
  isRemoving: z.boolean(),
  /** The statuses a person can bring it to now. */
  legalMoves: z.array(TaskStatus),
  /** The same with the verb of each, and verbs that leave it in its column. */
  moves: z.array(TaskMove),
  /** What may be asked of it now. */
  verbs: z.array(TaskVerb),
  createdBy: PersonRef.nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type TaskView = z.infer<typeof TaskView>;

export const ListTasksInput = InProject.extend({
  ...PageInput.shape,
  status: TaskStatus.optional(),
  priority: TaskPriority.optional(),
  labelId: Id.optional(),
  assigneeId: Id.optional(),
  /** Found in the title, the description or the number. */
  q: SearchText(200).optional(),
});
export type ListTasksInput = z.infer<typeof ListTasksInput>;
export const TaskPage = pageOf(TaskView);
