import { eq } from "drizzle-orm";
import { projects, workspaces } from "#drizzle/schema/projects.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type WorkspaceRow = typeof workspaces.$inferSelect;
export type ProjectRow = typeof projects.$inferSelect;

export async function findWorkspace(tx: Tx, id: string): Promise<WorkspaceRow | null> {
  const [row] = await tx.select().from(workspaces).where(eq(workspaces.id, id));
  return row ?? null;
}

/** A workspace with the project it belongs to. */
export async function findWorkspaceAndProject(
  tx: Tx,
  id: string,
): Promise<{ workspace: WorkspaceRow; project: ProjectRow } | null> {
  const [row] = await tx
    .select({ workspace: workspaces, project: projects })
    .from(workspaces)
    .innerJoin(projects, eq(projects.id, workspaces.projectId))
    .where(eq(workspaces.id, id));
  return row ?? null;
}
