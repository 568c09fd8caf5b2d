import { configOf } from "#lib/modules/configs/in-force.ts";
import { ConfigView, ReadConfigInput } from "#lib/modules/configs/schema.ts";
import { configView } from "#lib/modules/configs/view.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { query } from "#lib/operations/query.ts";

export const readConfig = query({
  name: "config.read",
  http: "GET /api/projects/:projectId/config",
  summary: "How agents work in a project",
  input: ReadConfigInput,
  output: ConfigView,
  async read({ tx, input, actor }) {
    await projectFacts(tx, actor, input.projectId);
    return configView(await configOf(tx, input.projectId));
  },
});
