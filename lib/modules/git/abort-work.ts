import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { lookAtWork } from "#lib/modules/git/look-at-losses.ts";
import { AbortedWork, AbortWorkInput } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

const namedMax = 20;

/** Leads back to before a merge or rebase; what was settled in it goes, and is named before. */
export const abortWork = command({
  name: "git.abort",
  http: "POST /api/git/abort",
  summary: "Give up a merge or rebase that stopped",
  input: AbortWorkInput,
  output: AbortedWork,
  prepare: (platform, input, actor) => lookAtWork(platform, input, actor),
  async facts(tx, input, actor, files = []) {
    const losses = files.slice(0, namedMax).map((name) => ({ kind: "Settled file", name, sizeBytes: null }));
    return { ...(await gitFacts(tx, input, actor)), losses };
  },
  work: { ...gitWork(300_000), key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
