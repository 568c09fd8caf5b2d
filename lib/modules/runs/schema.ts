import { z } from "zod";
import { pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { askStates, interactionKinds, type runEventKinds, runPauses, runStates } from "#lib/kernel/states.ts";
import { GitDiff, ReadDiffInput } from "#lib/modules/git/schema.ts";

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

const ReportCase = z.object({
  name: z.string(),
  suite: z.string().nullable(),
  state: z.enum(["passed", "failed", "skipped"]),
  message: z.string().nullable(),
  durationMs: z.number().nullable(),
});
export type ReportCase = z.infer<typeof ReportCase>;

/** What a check reported case by case. */
export const CheckReport = z.object({
  format: z.enum(["junit", "tap"]),
  passed: z.number().int(),
  failed: z.number().int(),
  skipped: z.number().int(),
  /** The failed ones first. */
  cases: z.array(ReportCase),
  /** There were more, or a part of the report is missing. */
  isCut: z.boolean(),
});
export type CheckReport = z.infer<typeof CheckReport>;

export const CheckResult = z.object({
  command: z.string(),
  /** Null: it was ended by its deadline or a signal. */
  exitCode: z.number().nullable(),
  isTimedOut: z.boolean(),
  /** Both outputs as they came, cut in the middle. */
  output: z.string(),
  isOutputCut: z.boolean(),
  durationMs: z.number(),
  /** Null, or missing, where it reported nothing of the kind. */
  report: CheckReport.nullable().optional(),
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

/** What its work was offered by, where that is not merged here. */
export const PullRequest = z.object({
  number: z.number().int(),
  url: z.url(),
  /** As it was when it was last looked at. */
  state: z.enum(["open", "merged", "closed"]),
});
export type PullRequest = z.infer<typeof PullRequest>;

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
  /** What keeps a queued run from starting, in words too; null where it only waits for its turn. */
  waitsFor: z
    .object({
      kind: z.enum(["project", "installation", "column", "dependency"]),
      words: z.string(),
      taskNumbers: z.array(z.number().int()),
    })
    .nullable(),
  /** Asks of the agent that wait for an answer. */
  openAsks: z.number().int(),
  provider: z.string(),
  model: z.string(),
  branch: z.string(),
  baseBranch: z.string(),
  baseCommit: z.string().nullable(),
  headCommit: z.string().nullable(),
  mergeCommit: z.string().nullable(),
  /** Null where none was opened. */
  pullRequest: PullRequest.nullable(),
  /** Its head when it was last sent back; null where it never was. */
  reviewedCommit: z.string().nullable(),
  /** False once its worktree and branch were removed. */
  isWorktreeKept: z.boolean(),
  /** The root under which its files, git and terminals are reached in the workspace; null without a worktree. */
  root: z.string().nullable(),
  /** Of runs that were begun together, of which one is to be kept; null once it was kept, and for one alone. */
  contestId: Id.nullable(),
  /** Those it is compared with and itself, `isOpen` until one is kept; null for one that was begun alone. */
  contest: z
    .object({
      isOpen: z.boolean(),
      runs: z.number().int(),
      ended: z.number().int(),
      /** Of them all. */
      openAsks: z.number().int(),
    })
    .nullable(),
  reviewRound: z.number().int(),
  check: CheckResult.nullable(),
  verdict: Verdict.nullable(),
  tokens: Tokens.nullable(),
  costUsd: z.number(),
  /** What it may cost, by its own word, its project's or the installation's; null: nobody set a limit. */
  budgetUsd: z.number().nullable(),
  /** Why it stands still where nobody asked for that, and what it takes to go on; null otherwise. */
  pausedFor: z.enum(runPauses).nullable(),
  /** Since it started, up to now or to its end. */
  durationMs: z.number().nullable(),
  queuedAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  lastEventAt: z.iso.datetime().nullable(),
});
export type RunView = z.infer<typeof RunView>;

export const RunPage = pageOf(RunView);

const OfTask = z.object({ projectId: Id, taskId: Id });
export const RunTaskInput = OfTask;
export type RunTaskInput = z.infer<typeof RunTaskInput>;

/** What execute, continue, abort, feedback and drop are answered with, beside the operation. */
export const RunRef = z.object({ id: Id, state: RunState });
export type RunRef = z.infer<typeof RunRef>;
export const AskedRun = z.object({ run: RunRef });
export type AskedRun = z.infer<typeof AskedRun>;

/** Several paragraphs; control characters other than line breaks and tabs are refused. */
export const Prose = (name: string, max: number) =>
  z
    .string({ message: `give the ${name} as text` })
    .trim()
    .max(max, { message: `must have at most ${max} characters` })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
    .refine((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text), {
      message: "must not hold control characters",
    });

const LineNumber = z.number({ message: "must be a line number" }).int().min(1).max(10_000_000);

/** What is said to a file, a line of it or several. */
export const CommentFields = z.object({
  path: z
    .string({ message: "name the file" })
    .min(1, { message: "must not be empty" })
    .max(4096, { message: "must have at most 4096 characters" }),
  /** Null: to the file as a whole. */
  line: LineNumber.nullable().default(null),
  /** The last line, where it is said to several. */
  endLine: LineNumber.nullable().optional(),
  /** `old`: the number is one of the file as it was. */
  side: z.enum(["old", "new"], { message: "must be old or new" }).optional(),
  text: Prose("comment", 10_000),
  /** What should stand there instead. */
  suggestion: z
    .string({ message: "give the suggestion as text" })
    .max(20_000, { message: "must have at most 20000 characters" })
    .refine((text) => !text.includes("\0"), { message: "must not hold a NUL character" })
    .nullable()
    .optional(),
});
export const saysSomething = ({ text, suggestion }: z.infer<typeof CommentFields>): boolean =>
  text !== "" || (suggestion ?? null) !== null;
export const saysNothing = { path: ["text"], message: "must not be empty" };

const FeedbackComment = CommentFields.refine(saysSomething, saysNothing);
export type FeedbackComment = z.infer<typeof FeedbackComment>;

export const SendFeedbackInput = OfTask.extend({
  text: Prose("feedback", 20_000).default(""),
  comments: z.array(FeedbackComment).max(200, { message: "must be at most 200" }).default([]),
  /** True: the comments that one has written and not sent go with it. */
  withDrafts: z.boolean({ message: "must be true or false" }).default(false),
}).refine(({ text, comments, withDrafts }) => text !== "" || comments.length > 0 || withDrafts, {
  path: ["text"],
  message: "say what should change, or comment on a line",
});
export type SendFeedbackInput = z.infer<typeof SendFeedbackInput>;

/** Without a text the agent is told to go on where it stopped. */
export const ContinueRunInput = OfTask.extend({ text: Prose("prompt", 20_000).optional() });
export type ContinueRunInput = z.infer<typeof ContinueRunInput>;

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

/** The key of the call by which a sub-agent was started whose words or calls they are; null for the agent's own. */
const Within = z.string().nullable().default(null);

/** The whole text so far, not what was added. */
export const TextEvent = z.object({
  role: z.enum(["user", "assistant", "reasoning"]),
  source: Source,
  within: Within,
  text: z.string(),
  isFinished: z.boolean(),
  /** It never came to its end; what the agent said anew follows. */
  isBrokenOff: z.boolean().default(false),
});

export const ToolEvent = z.object({
  source: Source,
  within: Within,
  name: z.string(),
  state: z.enum(["pending", "running", "completed", "error"]),
  title: z.string().nullable(),
  input: z.record(z.string(), z.unknown()),
  output: z.string().nullable(),
  isOutputCut: z.boolean(),
  error: z.string().nullable(),
  diff: z.object({ additions: z.number(), deletions: z.number() }).nullable(),
  /** What it changed, as one unified patch, where it is small enough to be shown. */
  patch: z.string().nullable().default(null),
  /** Of a command that came to its end. */
  exitCode: z.number().nullable().default(null),
  durationMs: z.number().nullable(),
});

const AskedEvent = z.object({
  state: AskState,
  expiresAt: z.iso.datetime().nullable(),
  answeredBy: z.string().nullable(),
});

/** What a permission is asked for. */
export const PermissionRequest = z.object({
  permissionId: z.string(),
  /** The class: bash, edit, external_directory, … */
  permission: z.string(),
  title: z.string(),
  /** Each thing that is asked for. */
  patterns: z.array(z.string()),
  /** What the agent holds for the same again: a wider pattern of each. */
  suggested: z.array(z.string()).default([]),
});

export const PermissionEvent = AskedEvent.extend({
  ...PermissionRequest.shape,
  reply: z.enum(["once", "always", "reject"]).nullable(),
  /** Set where nobody was asked: for what the rule holds that answered in the name of `answeredBy`. */
  rule: z.enum(["project", "run"]).nullable().default(null),
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
const Sequence = z.coerce.number().int().min(0).max(1_000_000_000);
/** `after`: the sequence seen last, for one who read the events before; `Last-Event-ID` goes before it. */
export const FollowEventsInput = FollowOutputInput.extend({ after: Sequence.optional() });
export const ListRunEventsInput = FollowOutputInput.extend({
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  /** The sequence seen last. */
  cursor: Sequence.optional(),
  /** Instead of a cursor: the last ones that stand before this position, in the order of the conversation. */
  before: Sequence.optional(),
}).refine(({ cursor, before }) => cursor === undefined || before === undefined, {
  path: ["before"],
  message: "stands only without a cursor",
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

export const ReadRunDiffInput = FollowOutputInput.extend({
  /** `review`: only what came since a person last sent it back; everything where nobody did. */
  since: z.enum(["start", "review"], { message: "must be start or review" }).default("start"),
  /** One file, or what lies in a folder. */
  path: ReadDiffInput.shape.path,
  oldPath: ReadDiffInput.shape.oldPath,
  ignoreSpace: z.stringbool().optional(),
  /** Which files, and by how much, each with the digest of its change; no patches. */
  list: z.stringbool().optional(),
});

/** `head` is null while uncommitted work of the worktree is part of it. */
export const RunDiff = GitDiff.extend({
  /** Names all of a list of changes from the start; whoever approves gives it, and merges those and no others. */
  digest: z.string().optional(),
});
export type RunDiff = z.infer<typeof RunDiff>;

/** How far a run and the branch it began from have parted, in commits. */
export const RunBase = z.object({
  /** Null where the task never ran. */
  branch: z.string().nullable(),
  ahead: z.number().int(),
  /** What is new in the branch since it was last taken over. */
  behind: z.number().int(),
});
