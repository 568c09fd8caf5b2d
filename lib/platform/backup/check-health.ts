import { eq } from "drizzle-orm";
import { auditLog } from "#drizzle/schema/audit.ts";
import { events } from "#drizzle/schema/events.ts";
import { operations } from "#drizzle/schema/operations.ts";
import { apiKeys, sessions, settings, users } from "#drizzle/schema/people.ts";
import { projects, workspaces } from "#drizzle/schema/projects.ts";
import { installationSettings } from "#drizzle/schema/spending.ts";
import { runs, tasks } from "#drizzle/schema/tasks.ts";
import { openDatabase } from "#lib/platform/db/database.ts";

const read = [
  users,
  sessions,
  apiKeys,
  settings,
  installationSettings,
  projects,
  workspaces,
  tasks,
  runs,
  operations,
  auditLog,
  events,
] as const;

/** Throws where this version could not work on the database: a table or a column is missing, or nobody owns it any more. */
export async function checkHealth(url: string): Promise<void> {
  const database = openDatabase(url, 1);
  try {
    for (const table of read) await database.orm.select().from(table).limit(1);
    const owners = await database.orm
      .select({ id: users.id })
      .from(users)
      .where(eq(users.role, "owner"))
      .limit(1);
    if (owners.length === 0) throw new Error("The database has people, and none of them is its owner.");
  } finally {
    await database.close();
  }
}
