import type { Loss } from "#lib/kernel/answer.ts";
import { filesFacts, filesWork } from "#lib/modules/files/files-command.ts";
import { lookAtTrash } from "#lib/modules/files/look-at-trash.ts";
import { EmptiedTrash, EmptyTrashInput, type TrashItem } from "#lib/modules/files/schema.ts";
import { command } from "#lib/operations/command.ts";

const listedMax = 100;

/** Remove what lies in the trash for good: what was shown with the question, and nothing that came later. */
export const emptyTrash = command({
  name: "files.empty-trash",
  http: "DELETE /api/workspaces/:workspaceId/files/trash",
  alsoAt: ["DELETE /api/workspaces/:workspaceId/files/trash/:trashId"],
  summary: "Remove what lies in a workspace's trash for good",
  input: EmptyTrashInput,
  output: EmptiedTrash,
  prepare: (platform, input, actor) => lookAtTrash(platform, input, actor),
  async facts(tx, input, actor, going) {
    const facts = await filesFacts(tx, input, actor);
    const losses = going ? lossesOf(going) : [{ kind: "Unknown", name: "what lies in it", sizeBytes: null }];
    const trashIds = going?.map(({ trashId }) => trashId).toSorted() ?? null;
    return { ...facts, losses, fingerprint: { trashIds }, /** What may be removed. */ agreed: trashIds };
  },
  work: { ...filesWork(300_000), key: ({ workspaceId }) => `files:${workspaceId}` },
});

function lossesOf(items: readonly TrashItem[]): Loss[] {
  const shown = items
    .slice(0, listedMax)
    .map(({ type, path, sizeBytes }) => ({ kind: `Deleted ${type}`, name: path, sizeBytes }));
  const rest = items.length - shown.length;
  return rest > 0 ? [...shown, { kind: "Deleted file", name: `and ${rest} more`, sizeBytes: null }] : shown;
}
