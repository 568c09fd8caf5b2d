import { newId } from "#lib/kernel/ids.ts";
import { accessFacts, tellAccess } from "#lib/modules/git-access/access-facts.ts";
import { GitCredentialAnswer, SetGitTokenInput } from "#lib/modules/git-access/schema.ts";
import { placeOf } from "#lib/modules/git-access/secret-place.ts";
import { putCredential } from "#lib/modules/git-access/store.ts";
import { credentialView } from "#lib/modules/git-access/view.ts";
import { command } from "#lib/operations/command.ts";
import { seal } from "#lib/platform/secrets/seal.ts";

export const setGitToken = command({
  name: "git-access.set-token",
  http: "PUT /api/projects/:projectId/git-access/token",
  summary: "Give a project a token for one repository, or a group of them, over HTTPS",
  input: SetGitTokenInput,
  output: GitCredentialAnswer,
  secrets: ["token"],
  facts: (tx, { projectId, host }, actor) => accessFacts(tx, actor, projectId, { kind: "token", host }),
  async apply(tx, { input: { projectId, host, username, token }, actor, platform }) {
    const id = newId();
    const row = await putCredential(tx, {
      id,
      projectId,
      kind: "token",
      host,
      // What hosts ask for beside a token is a name, whichever.
      username: username || "git",
      sealedSecret: seal(platform.masterKey, placeOf(id), token),
      hint: token.slice(-4),
      createdBy: actor.userId,
    });
    tellAccess(tx, projectId);
    return { credential: credentialView(row) };
  },
});
