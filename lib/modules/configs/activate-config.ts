import { notFound } from "#lib/kernel/errors.ts";
import { configOf } from "#lib/modules/configs/in-force.ts";
import { ActivateConfigInput, ConfigView } from "#lib/modules/configs/schema.ts";
import { lockConfig, markActive } from "#lib/modules/configs/store.ts";
import { configView } from "#lib/modules/configs/view.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** No version is written or lost: the named one is in force from now on. */
export const activateConfig = command({
  name: "config.activate",
  http: "POST /api/projects/:projectId/config/versions/:version/activate",
  summary: "Let new runs work by an earlier version",
  input: ActivateConfigInput,
  output: ConfigView,
  facts: (tx, { projectId }, actor) => projectFacts(tx, actor, projectId),
  async apply(tx, { input: { projectId, version }, operationId }) {
    await lockConfig(tx, projectId);
    const before = await configOf(tx, projectId);
    const row = await markActive(tx, projectId, version);
    if (!row) throw notFound("version");
    noteChange(tx, operationId, { before: configView(before), after: configView(row) });
    publish(tx, { topic: "configs", name: "config.activated", subjectId: projectId, projectId });
    return configView(row);
  },
});
