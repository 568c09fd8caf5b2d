import { z } from "zod";
import { PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { taskResolutions, taskStatuses } from "#lib/kernel/states.ts";
import { Description, Name, SearchText } from "#lib/kernel/text.ts";
import { RunView } from "#lib/modules/runs/schema.ts";

export const TaskStatus = z.enum(taskStatuses, { message: `must be one of: ${taskStatuses.join(", ")}` });
export type TaskStatus = z.infer<typeof TaskStatus>;

export const TaskResolution = z.enum(taskResolutions);
export type TaskResolution = z.infer<typeof TaskResolution>;

/** The verbs by which a person moves a card; `task.move` is by hand. */
export const taskVerbs = [
  "task.move",
  "run.start",
  "run.continue",
  "run.abort",
  "run.feedback",
  "run.resolve-conflict",
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
const TaskDescription = z
  .string({ message: "give the description as text" })
  .trim()
  .max(20_000, { message: "must have at most 20000 characters" })
  .refine((text) => Description.safeParse(text.slice(0, 2000)).success && !text.includes("\0"), {
    message: "must not hold control characters",
  });

const InProject = z.object({ projectId: Id });
export const TaskInput = InProject.extend({ taskId: Id });
export type TaskInput = z.infer<typeof TaskInput>;

export const CreateTaskInput = InProject.extend({
  title: Name,
  description: TaskDescription.default(""),
  model: ModelName.optional(),
});
export type CreateTaskInput = z.infer<typeof CreateTaskInput>;

export const UpdateTaskInput = TaskInput.extend({
  title: Name.optional(),
  description: TaskDescription.optional(),
  /** Null: the project's or the provider's own. */
  model: ModelName.nullable().optional(),
});
export type UpdateTaskInput = z.infer<typeof UpdateTaskInput>;

export const MoveTaskInput = TaskInput.extend({ status: TaskStatus });
export type MoveTaskInput = z.infer<typeof MoveTaskInput>;

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
  currentRun: RunView.nullable(),
  /** True while its merge is under way; nothing else may change it then. */
  isApproving: z.boolean(),
  /** The statuses a person can bring it to now. */
  legalMoves: z.array(TaskStatus),
  /** The same with the verb of each, and verbs that leave it in its column. */
  moves: z.array(TaskMove),
  /** What may be asked of it now. */
  verbs: z.array(TaskVerb),
  createdBy: z.object({ id: Id, name: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type TaskView = z.infer<typeof TaskView>;

export const ListTasksInput = InProject.extend({
  ...PageInput.shape,
  status: TaskStatus.optional(),
  /** Found in the title, the description or the number. */
  q: SearchText(200).optional(),
});
export type ListTasksInput = z.infer<typeof ListTasksInput>;
export const TaskPage = pageOf(TaskView);
