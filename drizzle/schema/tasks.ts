import { sql } from "drizzle-orm";
import {
  boolean,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import {
  askStates,
  interactionKinds,
  messageModes,
  messageStates,
  runEventKinds,
  runPauses,
  runStates,
  taskPriorities,
  taskResolutions,
  taskStatuses,
} from "../../lib/kernel/states.ts";
import { at, createdAt, json, words } from "./columns.ts";
import { users } from "./people.ts";
import { type ObservedLosses, projects, workspaces } from "./projects.ts";

type Json = Record<string, unknown>;

export interface StoredTokens {
  input: number;
  output: number;
  reasoning: number;
  cacheRead: number;
  cacheWrite: number;
}

export interface StoredUsage {
  tokens: StoredTokens;
  costUsd: number;
}

/** What a check reported case by case. */
export interface StoredReport {
  format: "junit" | "tap";
  passed: number;
  failed: number;
  skipped: number;
  /** The failed ones first; `isCut`: there were more. */
  cases: {
    name: string;
    suite: string | null;
    state: "passed" | "failed" | "skipped";
    message: string | null;
    durationMs: number | null;
  }[];
  isCut: boolean;
}

export interface StoredCheck {
  command: string;
  /** Null: it was ended by its deadline or a signal. */
  exitCode: number | null;
  isTimedOut: boolean;
  output: string;
  isOutputCut: boolean;
  durationMs: number;
  /** Null, or missing, where its output is not structured. */
  report?: StoredReport | null | undefined;
}

export interface StoredPullRequest {
  forge: "github";
  number: number;
  url: string;
  state: "open" | "merged" | "closed";
  /** When its state was last asked for. */
  lookedAt?: string | undefined;
}

export interface StoredVerdict {
  verdict: "approve" | "changes" | "none";
  summary: string;
  comments: { path: string; line: number | null; text: string }[];
}

export const tasks = pgTable(
  "tasks",
  {
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    /** What people call it: #12. Never given twice in a project. */
    number: integer().notNull(),
    title: text().notNull(),
    description: text().notNull(),
    status: text({ enum: taskStatuses }).notNull(),
    resolution: text({ enum: taskResolutions }),
    /** Why it stands where it stands, where that needs words: a failed run, a conflict, a refused push. */
    statusReason: words(),
    /** The files that its last merge was in conflict in; null where that is not why it stands there. */
    conflictFiles: json().$type<string[]>(),
    model: text(),
    priority: text({ enum: taskPriorities }),
    assigneeId: uuid().references(() => users.id, { onDelete: "set null" }),
    /** Its place in its column, the least on top. */
    position: doublePrecision().notNull().default(0),
    currentRunId: uuid(),
    /** The operation that has it, to merge its work or to remove some; until that has ended nobody's verb may come between. */
    claimOperationId: uuid("approval_operation_id"),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    updatedAt: createdAt(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("tasks_number").on(table.projectId, table.number),
    index("tasks_order").on(table.projectId, table.status, table.position, table.id),
    index("tasks_assignee").on(table.assigneeId),
  ],
);

export const runs = pgTable(
  "runs",
  {
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    taskId: uuid()
      .notNull()
      .references(() => tasks.id, { onDelete: "cascade" }),
    ordinal: integer().notNull(),
    /** Of runs that were begun together, to be compared and one of them kept. */
    contestId: uuid(),
    state: text({ enum: runStates }).notNull(),
    stateReason: words(),
    /** Why it stands still without anybody having asked for it. */
    pausedFor: text({ enum: runPauses }),
    /** What it does at this moment. */
    activity: words(),
    provider: text().notNull(),
    model: text().notNull(),
    /** 0: nobody had set one. */
    configVersion: integer().notNull(),
    branch: text().notNull(),
    worktree: text().notNull(),
    isWorktreeKept: boolean().notNull().default(true),
    baseBranch: text().notNull(),
    baseCommit: text(),
    headCommit: text(),
    mergeCommit: text(),
    /** Its head when a person last reviewed it: what is new since then can be shown alone. */
    reviewedCommit: text(),
    pullRequest: json().$type<StoredPullRequest>(),
    /** What would go with its worktree, as far as it was last looked at. */
    observedLosses: json().$type<ObservedLosses>(),
    sessionId: text(),
    /** Of the prompt whose turn is followed; written before it is sent. */
    messageId: text(),
    /** What the agent is to be told next; null once it has it. */
    pendingPrompt: words(),
    /** Before the next turn its base branch is to be merged into its worktree. */
    isBasePending: boolean().notNull().default(false),
    reviewSessionId: text(),
    reviewMessageId: text(),
    /** Reviews so far, this one included. */
    reviewRound: integer().notNull().default(0),
    /** How often a review may still send the work back before a person has to look. */
    reviewRoundsLeft: integer().notNull().default(0),
    /** How often this review's verdict was asked for. */
    reviewAttempt: integer().notNull().default(0),
    check: json().$type<StoredCheck>(),
    verdict: json().$type<StoredVerdict>(),
    /** By session, the reviewers' too; `tokens` and `costUsd` are its sums. */
    usage: json().$type<Record<string, StoredUsage>>(),
    tokens: json().$type<StoredTokens>(),
    costUsd: doublePrecision().notNull().default(0),
    /** What it may cost; null: nobody set a limit for it alone. */
    budgetUsd: doublePrecision(),
    /** Prompts it was given, reviews not counted. */
    turns: integer().notNull().default(0),
    gatewayTokenHash: text().notNull(),
    leaseOwner: text(),
    leaseUntil: at(),
    isAbortAsked: boolean().notNull().default(false),
    /** The last sequence that was given to one of its events. */
    lastSequence: integer().notNull(),
    lastEventAt: at(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    queuedAt: createdAt(),
    startedAt: at(),
    endedAt: at(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("runs_ordinal").on(table.taskId, table.ordinal),
    uniqueIndex("runs_gateway_token").on(table.gatewayTokenHash),
    index("runs_live")
      .on(table.projectId, table.state)
      .where(sql`${table.state} in ('queued', 'starting', 'running', 'waiting', 'reviewing')`),
  ],
);

/** One row per thing that is shown, written again with a new sequence whenever it changes. */
export const runEvents = pgTable(
  "run_events",
  {
    runId: uuid()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    key: text().notNull(),
    sequence: integer().notNull(),
    /** The sequence it had first: its place in the conversation. */
    position: integer().notNull(),
    kind: text({ enum: runEventKinds }).notNull(),
    revision: text().notNull(),
    data: json().$type<Json>().notNull(),
    at: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.key] }),
    uniqueIndex("run_events_sequence").on(table.runId, table.sequence),
    index("run_events_position").on(table.runId, table.position),
  ],
);

/** What people and the agent said to each other beyond the transcript: prompts, feedback, asks and their answers. */
export const interactions = pgTable(
  "interactions",
  {
    id: uuid().primaryKey(),
    runId: uuid()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    number: integer().notNull(),
    kind: text({ enum: interactionKinds }).notNull(),
    state: text({ enum: askStates }).notNull(),
    /** What the agent calls it. */
    externalId: text(),
    request: json().$type<Json>().notNull(),
    answer: json().$type<Json>(),
    answeredBy: uuid().references(() => users.id, { onDelete: "set null" }),
    /** The rule that answered it in a person's name; it may be gone. */
    ruleId: uuid(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    expiresAt: at(),
    answeredAt: at(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("interactions_number").on(table.runId, table.number),
    uniqueIndex("interactions_external").on(table.runId, table.kind, table.externalId),
    index("interactions_open").on(table.runId).where(sql`${table.state} = 'open'`),
  ],
);

/** Something a person says to the agent of a run that is under way. */
export const runMessages = pgTable(
  "run_messages",
  {
    id: uuid().primaryKey(),
    runId: uuid()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    mode: text({ enum: messageModes }).notNull(),
    state: text({ enum: messageStates }).notNull(),
    text: text().notNull(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    sentAt: at(),
    createdAt: createdAt(),
  },
  (table) => [index("run_messages_run").on(table.runId, table.createdAt)],
);

/** What agents may do, or may not, without asking a person each time. */
export const permissionRules = pgTable(
  "permission_rules",
  {
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    /** Null: for every run of the project. */
    runId: uuid().references(() => runs.id, { onDelete: "cascade" }),
    /** The class: bash, edit, external_directory … */
    permission: text().notNull(),
    pattern: text().notNull(),
    action: text({ enum: ["allow", "deny"] }).notNull(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("permission_rules_one").on(
      table.projectId,
      sql`coalesce(${table.runId}, '00000000-0000-0000-0000-000000000000')`,
      table.permission,
      table.pattern,
    ),
  ],
);

/** How agents work in a project; the version activated last is in force, and a run records the one it used. */
export const projectConfigs = pgTable(
  "project_configs",
  {
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    version: integer().notNull(),
    provider: text(),
    model: text(),
    checkCommand: text(),
    isReviewOn: boolean().notNull().default(true),
    reviewRoundsMax: integer().notNull().default(2),
    instructions: text().notNull().default(""),
    temperature: doublePrecision(),
    /** The upper bound of one answer. */
    maxTokens: integer(),
    /** Tools switched off, by name. */
    toolsOff: text().array().notNull().default(sql`'{}'::text[]`),
    /** Classes of permission whose rule is not the usual one. */
    permissions: json().$type<Record<string, "allow" | "ask" | "deny">>().notNull().default({}),
    /** Said to the reviewer beside what it is always told. */
    reviewPrompt: text().notNull().default(""),
    /** A file that the check command writes: JUnit or TAP. */
    checkReport: text(),
    /** Whether the repository's AGENTS.md is told to the agent. */
    isRepositoryGuideOn: boolean().notNull().default(true),
    /** Prompts that a run may be given before a person has to say that it goes on. */
    turnsMax: integer(),
    runBudgetUsd: doublePrecision(),
    /** Why this version was written, in its author's words. */
    note: text().notNull().default(""),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    activatedAt: timestamp({ withTimezone: true }).notNull().default(sql`clock_timestamp()`),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.version] })],
);

/** Worktrees that nobody keeps any more and that a stopped workspace still holds; removed when it next runs. */
export const worktreeRemovals = pgTable(
  "worktree_removals",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    /** The run whose worktree it was; it may be gone. */
    runId: uuid().notNull(),
    worktree: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.runId] })],
);
