import { conflict } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { accessFacts, tellAccess } from "#lib/modules/git-access/access-facts.ts";
import { GitCredentialAnswer, SetGitTokenInput } from "#lib/modules/git-access/schema.ts";
import { sealCredential } from "#lib/modules/git-access/secret-place.ts";
import { listCredentials, putCredential } from "#lib/modules/git-access/store.ts";
import { credentialView } from "#lib/modules/git-access/view.ts";
import { command } from "#lib/operations/command.ts";

/** All of them are kept in mind, to be taken out of what is written down. */
const tokensMax = 100;

export const setGitToken = command({
  name: "git-access.set-token",
  http: "PUT /api/projects/:projectId/git-access/token",
  summary: "Give a project a token for one repository, or a group of them, over HTTPS",
  input: SetGitTokenInput,
  output: GitCredentialAnswer,
  secrets: ["token"],
  async facts(tx, { projectId, host }, actor) {
    const facts = await accessFacts(tx, actor, projectId, { kind: "token", host });
    const tokens = (await listCredentials(tx, projectId)).filter(({ kind }) => kind === "token");
    if (!facts.credential && tokens.length >= tokensMax)
      throw conflict(
        `A project keeps ${tokensMax} tokens at the most. Take one away that is not used any more, or give one for a whole group of repositories.`,
      );
    return facts;
  },
  async apply(tx, { input: { projectId, host, username, token }, actor, platform }) {
    const id = newId();
    const row = await putCredential(tx, {
      id,
      projectId,
      kind: "token",
      host,
      // What hosts ask for beside a token is a name, whichever.
      username: username || "git",
      sealedSecret: sealCredential(platform.masterKey, { id, projectId }, token),
      hint: token.slice(-4),
      createdBy: actor.userId,
    });
    tellAccess(tx, projectId);
    return { credential: credentialView(row) };
  },
});
