import { GitAccessInput, GitAccessView } from "#lib/modules/git-access/schema.ts";
import { listCredentials, listHostKeys } from "#lib/modules/git-access/store.ts";
import { credentialView, hostKeyView } from "#lib/modules/git-access/view.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { query } from "#lib/operations/query.ts";

export const listGitAccess = query({
  name: "git-access.list",
  http: "GET /api/projects/:projectId/git-access",
  summary: "How a project reaches private repositories, without the secrets, and the SSH hosts it knows",
  input: GitAccessInput,
  output: GitAccessView,
  async read({ tx, input: { projectId }, actor }) {
    await projectFacts(tx, actor, projectId);
    const [credentials, hostKeys] = await Promise.all([
      listCredentials(tx, projectId),
      listHostKeys(tx, projectId),
    ]);
    return { items: credentials.map(credentialView), hostKeys: hostKeys.map(hostKeyView) };
  },
});
