import { z } from "zod";
import { pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { askStates, interactionKinds, type runEventKinds, runStates } from "#lib/kernel/states.ts";
import { GitDiff } from "#lib/modules/git/schema.ts";

/** A run of an agent on a task: what it is asked, what it answers, and what it says while it works. */

export const RunState = z.enum(runStates);
export type RunState = z.infer<typeof RunState>;

export const Tokens = z.object({
  input: z.number(),
  output: z.number(),
  reasoning: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
});
export type Tokens = z.infer<typeof Tokens>;

export const CheckResult = z.object({
  command: z.string(),
  /** Null: it was ended by its deadline or a signal. */
  exitCode: z.number().nullable(),
  isTimedOut: z.boolean(),
  /** Both outputs as they came, cut in the middle. */
  output: z.string(),
  isOutputCut: z.boolean(),
  durationMs: z.number(),
});
export type CheckResult = z.infer<typeof CheckResult>;

export const LineComment = z.object({
  path: z.string(),
  line: z.number().int().nullable(),
  text: z.string(),
});
export type LineComment = z.infer<typeof LineComment>;

/** `none`: the reviewer gave no usable verdict, and it is for a person to say. */
export const Verdict = z.object({
  verdict: z.enum(["approve", "changes", "none"]),
  summary: z.string(),
  comments: z.array(LineComment),
});
export type Verdict = z.infer<typeof Verdict>;

export const RunView = z.object({
  id: Id,
  ordinal: z.number().int(),
  state: RunState,
  /** Why it is in this state, where that needs words; also the error of a failed one. */
  error: z.string().nullable(),
  /** What it does at this moment, such as "Runs npm test"; null where it does nothing. */
  activity: z.string().nullable(),
  /** How many queued runs of the project are before it; null unless it is queued. */
  place: z.number().int().nullable(),
  /** Asks of the agent that wait for an answer. */
  openAsks: z.number().int(),
  provider: z.string(),
  model: z.string(),
  branch: z.string(),
  baseBranch: z.string(),
  baseCommit: z.string().nullable(),
  headCommit: z.string().nullable(),
  mergeCommit: z.string().nullable(),
  /** False once its worktree and branch were removed. */
  isWorktreeKept: z.boolean(),
  /** The root under which its files, git and terminals are reached in the workspace; null without a worktree. */
  root: z.string().nullable(),
  reviewRound: z.number().int(),
  check: CheckResult.nullable(),
  verdict: Verdict.nullable(),
  tokens: Tokens.nullable(),
  costUsd: z.number(),
  /** Since it started, up to now or to its end. */
  durationMs: z.number().nullable(),
  queuedAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  lastEventAt: z.iso.datetime().nullable(),
});
export type RunView = z.infer<typeof RunView>;

const OfTask = z.object({ projectId: Id, taskId: Id });
export const RunTaskInput = OfTask;
export type RunTaskInput = z.infer<typeof RunTaskInput>;

/** What execute, continue, abort, feedback and drop are answered with, beside the operation. */
export const RunRef = z.object({ id: Id, state: RunState });
export type RunRef = z.infer<typeof RunRef>;
export const AskedRun = z.object({ run: RunRef });
export type AskedRun = z.infer<typeof AskedRun>;

/** Several paragraphs; control characters other than line breaks and tabs are refused. */
const Prose = (name: string, max: number) =>
  z
    .string({ message: `give the ${name} as text` })
    .trim()
    .max(max, { message: `must have at most ${max} characters` })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
    .refine((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text), {
      message: "must not hold control characters",
    });

const FeedbackComment = z.object({
  path: z
    .string({ message: "name the file" })
    .min(1, { message: "must not be empty" })
    .max(4096, { message: "must have at most 4096 characters" }),
  line: z.number({ message: "must be a line number" }).int().min(1).nullable().default(null),
  text: Prose("comment", 10_000).refine((text) => text !== "", { message: "must not be empty" }),
});

export const SendFeedbackInput = OfTask.extend({
  text: Prose("feedback", 20_000).default(""),
  comments: z.array(FeedbackComment).max(200, { message: "must be at most 200" }).default([]),
}).refine(({ text, comments }) => text !== "" || comments.length > 0, {
  path: ["text"],
  message: "say what should change, or comment on a line",
});
export type SendFeedbackInput = z.infer<typeof SendFeedbackInput>;

/** Without a text the agent is told to go on where it stopped. */
export const ContinueRunInput = OfTask.extend({ text: Prose("prompt", 20_000).optional() });
export type ContinueRunInput = z.infer<typeof ContinueRunInput>;

const AskId = z.string().min(1, { message: "must not be empty" }).max(200);

export const AnswerPermissionInput = z.object({
  runId: Id,
  permissionId: AskId,
  reply: z.enum(["once", "always", "reject"], { message: "must be once, always or reject" }),
  message: Prose("message", 2000).optional(),
});
export type AnswerPermissionInput = z.infer<typeof AnswerPermissionInput>;

export const AnswerQuestionInput = z.object({
  runId: Id,
  questionId: AskId,
  /** One list of chosen labels, or own words, per question. Null: the questions are rejected. */
  answers: z
    .array(z.array(Prose("answer", 4000)).max(50))
    .max(50)
    .nullable(),
});
export type AnswerQuestionInput = z.infer<typeof AnswerQuestionInput>;

export const AskState = z.enum(askStates);
export type AskState = z.infer<typeof AskState>;

export const Question = z.object({
  question: z.string(),
  header: z.string(),
  options: z.array(z.object({ label: z.string(), description: z.string() })),
  /** More than one option may be chosen. */
  isMultiple: z.boolean(),
  /** An answer in own words is welcome. */
  isFreeTextAllowed: z.boolean(),
});
export type Question = z.infer<typeof Question>;

/** Whose words or calls they are. */
const Source = z.enum(["agent", "reviewer"]);

/** The whole text so far, not what was added. */
export const TextEvent = z.object({
  role: z.enum(["user", "assistant", "reasoning"]),
  source: Source,
  text: z.string(),
  isFinished: z.boolean(),
  /** It never came to its end; what the agent said anew follows. */
  isBrokenOff: z.boolean().default(false),
});

export const ToolEvent = z.object({
  source: Source,
  name: z.string(),
  state: z.enum(["pending", "running", "completed", "error"]),
  title: z.string().nullable(),
  input: z.record(z.string(), z.unknown()),
  output: z.string().nullable(),
  isOutputCut: z.boolean(),
  error: z.string().nullable(),
  diff: z.object({ additions: z.number(), deletions: z.number() }).nullable(),
  durationMs: z.number().nullable(),
});

const AskedEvent = z.object({
  state: AskState,
  expiresAt: z.iso.datetime().nullable(),
  answeredBy: z.string().nullable(),
});

export const PermissionEvent = AskedEvent.extend({
  permissionId: z.string(),
  /** The class: bash, edit, external_directory, … */
  permission: z.string(),
  title: z.string(),
  patterns: z.array(z.string()),
  reply: z.enum(["once", "always", "reject"]).nullable(),
});

export const QuestionEvent = AskedEvent.extend({
  questionId: z.string(),
  questions: z.array(Question),
  answers: z.array(z.array(z.string())).nullable(),
});

export const StatusEvent = z.object({
  state: RunState,
  /** What the state needs in words, such as "Started from 3f2a91c of main". */
  message: z.string().nullable(),
});

export const ReviewEvent = z.object({
  round: z.number().int(),
  phase: z.enum(["checking", "reviewing", "done"]),
  check: CheckResult.nullable(),
  verdict: Verdict.nullable(),
});

/** Nothing more comes until the run goes on; the stream ends after it. */
export const DoneEvent = z.object({ state: RunState, message: z.string().nullable() });

const numbered = {
  /** Rises with every message of a task; the id of the SSE message. */
  sequence: z.number().int(),
  /** Names the thing: a later message with the same key replaces the earlier one. */
  key: z.string(),
  /** Where it stands in the conversation; stays when it is replaced. */
  position: z.number().int(),
  at: z.iso.datetime(),
};
export type RunEventKind = (typeof runEventKinds)[number];

const eventOf = <Kind extends RunEventKind, Data extends z.ZodRawShape>(
  kind: Kind,
  data: z.ZodObject<Data>,
) => z.object({ ...numbered, kind: z.literal(kind), data });

/** One message of the output; `kind` is the name of the SSE event, and its data is this whole object. */
export const RunEvent = z.discriminatedUnion("kind", [
  eventOf("text", TextEvent),
  eventOf("tool", ToolEvent),
  eventOf("permission", PermissionEvent),
  eventOf("question", QuestionEvent),
  eventOf("status", StatusEvent),
  eventOf("review", ReviewEvent),
  eventOf("done", DoneEvent),
]);
export type RunEvent = z.infer<typeof RunEvent>;

/** Of the current run where no other is named. */
export const FollowOutputInput = OfTask.extend({ runId: Id.optional() });
export const ListRunEventsInput = FollowOutputInput.extend({
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  /** The sequence seen last. */
  cursor: z.coerce.number().int().min(0).max(1_000_000_000).optional(),
});
export const RunEventPage = pageOf(RunEvent);

export const Interaction = z.object({
  id: Id,
  runId: Id,
  number: z.number().int(),
  kind: z.enum(interactionKinds),
  state: AskState,
  /** What answers name it by: the permission's or question's id. */
  externalId: z.string().nullable(),
  request: z.record(z.string(), z.unknown()),
  answer: z.record(z.string(), z.unknown()).nullable(),
  createdBy: z.string().nullable(),
  answeredBy: z.string().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  answeredAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type Interaction = z.infer<typeof Interaction>;
export const InteractionPage = pageOf(Interaction);

/** `head` is null while uncommitted work of the worktree is part of it. */
export const RunDiff = GitDiff;
export type RunDiff = z.infer<typeof RunDiff>;
