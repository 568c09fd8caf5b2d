import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { labelColors, taskPriorities } from "../../lib/kernel/states.ts";
import { createdAt } from "./columns.ts";
import { users } from "./people.ts";
import { projects } from "./projects.ts";
import { tasks } from "./tasks.ts";

export const labels = pgTable(
  "labels",
  {
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    name: text().notNull(),
    color: text({ enum: labelColors }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("labels_name").on(table.projectId, sql`lower(${table.name})`)],
);

export const taskLabels = pgTable(
  "task_labels",
  {
    taskId: uuid()
      .notNull()
      .references(() => tasks.id, { onDelete: "cascade" }),
    labelId: uuid()
      .notNull()
      .references(() => labels.id, { onDelete: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.taskId, table.labelId] }),
    index("task_labels_label").on(table.labelId),
  ],
);

/** A task whose runs wait until another one is done. */
export const taskDependencies = pgTable(
  "task_dependencies",
  {
    taskId: uuid()
      .notNull()
      .references(() => tasks.id, { onDelete: "cascade" }),
    afterTaskId: uuid()
      .notNull()
      .references(() => tasks.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.taskId, table.afterTaskId] }),
    index("task_dependencies_after").on(table.afterTaskId),
  ],
);

/** What a new card begins with. */
export const taskTemplates = pgTable(
  "task_templates",
  {
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    name: text().notNull(),
    title: text().notNull(),
    description: text().notNull(),
    model: text(),
    priority: text({ enum: taskPriorities }),
    labelIds: uuid().array().notNull().default(sql`'{}'::uuid[]`),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    updatedAt: createdAt(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("task_templates_name").on(table.projectId, sql`lower(${table.name})`)],
);
