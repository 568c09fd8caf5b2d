import { newId } from "#lib/kernel/ids.ts";
import { accessFacts, tellAccess } from "#lib/modules/git-access/access-facts.ts";
import { GitAccessInput, GitCredentialAnswer } from "#lib/modules/git-access/schema.ts";
import { sealCredential } from "#lib/modules/git-access/secret-place.ts";
import { putCredential } from "#lib/modules/git-access/store.ts";
import { credentialView } from "#lib/modules/git-access/view.ts";
import { command } from "#lib/operations/command.ts";
import { makeSshKey } from "#lib/platform/secrets/ssh-key.ts";

/** The private half is made here, sealed, and never shown; the public half is for the host. */
export const createSshKey = command({
  name: "git-access.create-key",
  http: "POST /api/projects/:projectId/git-access/ssh-key",
  summary: "Make a project's SSH key for Git hosts, and show its public half",
  input: GitAccessInput,
  output: GitCredentialAnswer,
  facts: (tx, { projectId }, actor) => accessFacts(tx, actor, projectId, { kind: "ssh_key", host: "" }),
  async apply(tx, { input: { projectId }, facts: { project }, actor, platform }) {
    const id = newId();
    const { publicKey, privateKey, fingerprint } = makeSshKey(`lockkeeper-${project.slug}`);
    const row = await putCredential(tx, {
      id,
      projectId,
      kind: "ssh_key",
      host: "",
      sealedSecret: sealCredential(platform.masterKey, { id, projectId }, privateKey),
      publicKey,
      hint: fingerprint,
      createdBy: actor.userId,
    });
    tellAccess(tx, projectId);
    return { credential: credentialView(row) };
  },
});
