import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import {
  type deliveryModes,
  type mergeModes,
  projectStatuses,
  projectTypes,
  runtimeKinds,
  stopCauses,
  type taskStatuses,
} from "../../lib/kernel/states.ts";
import { at, createdAt, json } from "./columns.ts";
import { users } from "./people.ts";

/** Terminals and agents of a workspace; `isBusy`: something other than the shell runs in it. */
export interface ObservedActivity {
  terminals: { name: string; command: string | null; isBusy: boolean }[];
  agents: { id: string; state: string }[];
}

/** Work that is nowhere else; the lists end at a limit, the totals count all. */
export interface ObservedLosses {
  uncommitted: { root: string; path: string; status: string }[];
  unpushedCommits: { sha: string; subject: string }[];
  stashes: { sha: string; subject: string }[];
  totals: { uncommitted: number; unpushedCommits: number; stashes: number };
  /** Of the workspace's own folder; null where it was not measured. */
  sizeBytes: number | null;
}

/** What a project's workspace is made of and how long it idles; what is not set, or null, follows the installation. */
export interface WorkspaceSettings {
  /** An image of the project's own; workspaced is copied in. */
  image?: string | null | undefined;
  cpus?: number | null | undefined;
  memoryBytes?: number | null | undefined;
  processesMax?: number | null | undefined;
  /** Null: it never stops by itself. */
  idleStopMs?: number | null | undefined;
}

/** How a project's board holds its work back; what is not set, or null, follows the installation. */
export interface BoardSettings {
  /** How many cards a column takes before nothing more is started into it. */
  columnLimits?: Partial<Record<(typeof taskStatuses)[number], number | null>> | undefined;
  /** How many runs may be at work at once. */
  parallelRunsMax?: number | null | undefined;
}

/** What approving a task does. */
export interface DeliverySettings {
  /** `merge` where it is not set. */
  mergeMode?: (typeof mergeModes)[number] | undefined;
  /** Into the default branch, or offered to it as a pull request; `merge` where it is not set. */
  delivery?: (typeof deliveryModes)[number] | undefined;
  /** To where the default branch comes from; true where it is not set. */
  isPushed?: boolean | undefined;
}

/** In US dollars; what is not set, or null, follows the installation. */
export interface Budgets {
  runUsd?: number | null | undefined;
  monthUsd?: number | null | undefined;
}

export const projects = pgTable(
  "projects",
  {
    id: uuid().primaryKey(),
    slug: text().notNull(),
    name: text().notNull(),
    description: text().notNull().default(""),
    type: text({ enum: projectTypes }).notNull(),
    status: text({ enum: projectStatuses }).notNull(),
    /** What the screen says beside status `error`. */
    statusReason: text(),
    source: json().$type<{ type: string; [key: string]: unknown }>().notNull(),
    runtime: text({ enum: runtimeKinds }).notNull(),
    workspaceSettings: json().$type<WorkspaceSettings>().notNull().default({}),
    boardSettings: json().$type<BoardSettings>().notNull().default({}),
    deliverySettings: json().$type<DeliverySettings>().notNull().default({}),
    budgets: json().$type<Budgets>().notNull().default({}),
    defaultBranch: text(),
    llmProvider: text(),
    /** The operation that brings it up: the first one, or the last retry. */
    creationOperationId: uuid(),
    /** The number given to its newest task; numbers are not given twice. */
    lastTaskNumber: integer().notNull().default(0),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    lastActivityAt: createdAt(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("projects_slug").on(table.slug),
    index("projects_activity").on(table.lastActivityAt),
    index("projects_name").on(sql`lower(${table.name})`),
  ],
);

export const projectMembers = pgTable(
  "project_members",
  {
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    access: text({ enum: ["admin", "write", "read"] }).notNull(),
    /** The identity provider whose groups gave it; null where a person did. */
    givenBy: text(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.userId] }),
    index("project_members_user").on(table.userId),
  ],
);

export const workspaces = pgTable(
  "workspaces",
  {
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    runtime: text({ enum: runtimeKinds }).notNull(),
    /** What the driver knows it by; null until it was created. */
    runtimeRef: text(),
    /** The image of the project's own that it was made from; null for the runtime's usual one. */
    image: text(),
    desiredState: text({ enum: ["running", "stopped", "removed"] }).notNull(),
    observedState: text({
      enum: ["creating", "running", "stopped", "failed", "unreachable", "removed"],
    }).notNull(),
    observedReason: text(),
    /** Who stopped it last; one that idled comes up again when it is asked for. */
    stopCause: text({ enum: stopCauses }),
    /** When it came up, as its runtime says. */
    startedAt: at(),
    /** Where workspaced answers, as last observed. */
    address: text(),
    accessToken: text().notNull(),
    lastActiveAt: createdAt(),
    lastActiveReason: text(),
    /** What ran in it when it was last looked at. */
    observedActivity: json().$type<ObservedActivity>(),
    /** What would go with it, as far as it was last looked at. */
    observedLosses: json().$type<ObservedLosses>(),
    observedAt: at(),
    createdAt: createdAt(),
  },
  (table) => [index("workspaces_project").on(table.projectId)],
);

export const terminals = pgTable(
  "terminals",
  {
    id: uuid().primaryKey(),
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    /** What people call it. */
    name: text().notNull(),
    /** What tmux calls it; never changes. */
    session: text().notNull(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("terminals_name").on(table.workspaceId, table.name),
    uniqueIndex("terminals_session").on(table.workspaceId, table.session),
  ],
);
