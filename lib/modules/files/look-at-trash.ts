import type { EmptyTrashInput, TrashItem } from "#lib/modules/files/schema.ts";
import { reachWorkspace, workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { listTrash } from "#lib/providers/workspaced/files.ts";

const dayMs = 24 * 3_600_000;
const lookDeadlineMs = 2800;

type Asked = Pick<EmptyTrashInput, "workspaceId" | "trashId" | "olderThanDays">;

/** What would leave the trash, as it lies there now. */
export async function lookAtTrash(
  platform: Platform,
  { workspaceId, trashId, olderThanDays }: Asked,
  actor: Actor,
): Promise<TrashItem[]> {
  const { orm } = platform.database;
  await workspaceFacts(orm, actor, workspaceId);
  const address = await reachWorkspace(orm, platform, workspaceId);
  const { items } = await listTrash(address, { deadlineMs: lookDeadlineMs });
  const before = olderThanDays === undefined ? Number.POSITIVE_INFINITY : Date.now() - olderThanDays * dayMs;
  return items.filter(
    (item) => (trashId === undefined || item.trashId === trashId) && Date.parse(item.deletedAt) < before,
  );
}
