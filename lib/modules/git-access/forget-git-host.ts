import { notFound } from "#lib/kernel/errors.ts";
import { tellAccess } from "#lib/modules/git-access/access-facts.ts";
import { ForgetGitHostInput, ForgottenGitHost } from "#lib/modules/git-access/schema.ts";
import { findHostKey, forgetHost, listHostKeys } from "#lib/modules/git-access/store.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { command } from "#lib/operations/command.ts";

export const forgetGitHost = command({
  name: "git-access.forget-host",
  http: "DELETE /api/projects/:projectId/git-access/hosts/:hostKeyId",
  summary: "Forget the keys of an SSH host, so that those it shows next are taken",
  input: ForgetGitHostInput,
  output: ForgottenGitHost,
  async facts(tx, { projectId, hostKeyId }, actor) {
    const facts = await projectFacts(tx, actor, projectId);
    const hostKey = await findHostKey(tx, projectId, hostKeyId);
    if (!hostKey) throw notFound("host");
    const keys = (await listHostKeys(tx, projectId)).filter(({ host }) => host === hostKey.host);
    return {
      ...facts,
      hostKey,
      losses: keys.map(({ host, fingerprint }) => ({
        kind: "Host key",
        name: `${host} ${fingerprint}`,
        sizeBytes: null,
      })),
      fingerprint: keys.map(({ fingerprint }) => fingerprint),
    };
  },
  async apply(tx, { input: { projectId }, facts: { hostKey } }) {
    await forgetHost(tx, projectId, hostKey.host);
    tellAccess(tx, projectId);
    return { host: hostKey.host };
  },
});
