import { notFound } from "#lib/kernel/errors.ts";
import { accessFacts, tellAccess } from "#lib/modules/git-access/access-facts.ts";
import { DeletedGitCredential, DeleteGitCredentialInput } from "#lib/modules/git-access/schema.ts";
import { deleteCredential } from "#lib/modules/git-access/store.ts";
import { command } from "#lib/operations/command.ts";

export const deleteGitCredential = command({
  name: "git-access.delete",
  http: "DELETE /api/projects/:projectId/git-access/:credentialId",
  summary: "Take a token, or the SSH key, from a project",
  input: DeleteGitCredentialInput,
  output: DeletedGitCredential,
  async facts(tx, { projectId, credentialId }, actor) {
    const facts = await accessFacts(tx, actor, projectId, { id: credentialId });
    if (!facts.credential) throw notFound("credential");
    return facts;
  },
  async apply(tx, { input: { projectId, credentialId } }) {
    await deleteCredential(tx, credentialId);
    tellAccess(tx, projectId);
    return { id: credentialId };
  },
});
