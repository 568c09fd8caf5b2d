import { readRepositoryGuide } from "#lib/modules/configs/repository-guide.ts";
import { FoundGuide, ReadConfigInput } from "#lib/modules/configs/schema.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { reachWorkspace, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { query } from "#lib/operations/query.ts";

export const findGuide = query({
  name: "config.find-guide",
  http: "GET /api/projects/:projectId/config/guide",
  summary: "The AGENTS.md of a project's repository, where it has one",
  input: ReadConfigInput,
  output: FoundGuide,
  async read({ tx, input, actor, platform, signal }) {
    const { workspace } = await projectFacts(tx, actor, input.projectId);
    const address = await reachWorkspace(tx, platform, workspace.id);
    const guide = await withWorkspace(address, (at) => readRepositoryGuide(at, "workspace", { signal }));
    return { guide };
  },
});
