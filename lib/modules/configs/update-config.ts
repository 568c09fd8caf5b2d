import { type Config, configOf } from "#lib/modules/configs/in-force.ts";
import { ConfigView, UpdateConfigInput } from "#lib/modules/configs/schema.ts";
import { insertConfig, lastVersion, lockConfig } from "#lib/modules/configs/store.ts";
import { changedFields, configView, fieldsOf } from "#lib/modules/configs/view.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Every change is a new version, built on the one in force; runs keep the one they began with. */
export const updateConfig = command({
  name: "config.update",
  http: "PUT /api/projects/:projectId/config",
  summary: "Change how agents work in a project",
  input: UpdateConfigInput,
  output: ConfigView,
  facts: (tx, { projectId }, actor) => projectFacts(tx, actor, projectId),
  async apply(tx, { input, actor, operationId }) {
    const { projectId, note, ...given } = input;
    await lockConfig(tx, projectId);
    const before = await configOf(tx, projectId);
    const changed = fieldsOf(merged(before, given));
    if (changedFields(before, changed).length === 0) return configView(before);
    const version = (await lastVersion(tx, projectId)) + 1;
    const row = await insertConfig(tx, { projectId, version, note, ...changed, createdBy: actor.userId });
    noteChange(tx, operationId, { before: configView(before), after: configView(row) });
    publish(tx, { topic: "configs", name: "config.updated", subjectId: projectId, projectId });
    return configView(row);
  },
});

/** What is left out, or not known, stays as it is. */
function merged(before: Config, given: Omit<UpdateConfigInput, "projectId" | "note">): Config {
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...before, ...said };
}
