import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { lookAtStash } from "#lib/modules/git/look-at-losses.ts";
import { DroppedStash, DropStashInput } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Throws away what was put aside; it is named before. */
export const dropStash = command({
  name: "git.drop-stash",
  http: "POST /api/git/drop-stash",
  summary: "Throw a stash away",
  input: DropStashInput,
  output: DroppedStash,
  prepare: (platform, input, actor) => lookAtStash(platform, input, actor),
  async facts(tx, input, actor, seen) {
    const name = seen ?? input.sha.slice(0, 7);
    return { ...(await gitFacts(tx, input, actor)), losses: [{ kind: "Stash", name, sizeBytes: null }] };
  },
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
