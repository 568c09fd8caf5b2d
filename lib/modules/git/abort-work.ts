import type { Loss } from "#lib/kernel/answer.ts";
import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { lookAtWork } from "#lib/modules/git/look-at-losses.ts";
import { AbortedWork, AbortWorkInput, type WorkLosses } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

const namedMax = 20;
const kinds = {
  settled: "Settled file",
  edited: "Edited file in conflict",
  changed: "Changed file",
} as const satisfies Record<WorkLosses["files"][number]["how"], string>;

/**
 * Leads back to before a merge or rebase; what people did in it goes, and is named before. The consent holds for what was shown.
 */
export const abortWork = command({
  name: "git.abort",
  http: "POST /api/git/abort",
  summary: "Give up a merge or rebase that stopped",
  input: AbortWorkInput,
  output: AbortedWork,
  prepare: (platform, input, actor) => lookAtWork(platform, input, actor),
  async facts(tx, input, actor, seen) {
    const facts = await gitFacts(tx, input, actor);
    return {
      ...facts,
      losses: lossesOf(seen),
      fingerprint: { work: seen ?? null },
      isSeen: seen !== undefined,
    };
  },
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});

function lossesOf(seen: WorkLosses | undefined): Loss[] {
  if (!seen) return [{ kind: "Unknown", name: "it could not be looked at", sizeBytes: null }];
  const losses = seen.files
    .slice(0, namedMax)
    .map(({ path, how }): Loss => ({ kind: kinds[how], name: path, sizeBytes: null }));
  const more = seen.total - losses.length;
  return more > 0 ? [...losses, { kind: "Files", name: `and ${more} more`, sizeBytes: null }] : losses;
}
