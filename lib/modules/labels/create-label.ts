import { conflict } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { checkName, publishLabels } from "#lib/modules/labels/label-facts.ts";
import { CreateLabelInput, LabelView } from "#lib/modules/labels/schema.ts";
import { countLabels, insertLabel } from "#lib/modules/labels/store.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { command } from "#lib/operations/command.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

const labelsMax = 200;

export const createLabel = command({
  name: "label.create",
  http: "POST /api/projects/:projectId/labels",
  summary: "Add a label that cards of a project can have",
  input: CreateLabelInput,
  output: LabelView,
  creates: true,
  facts: (tx, { projectId }, actor) => projectFacts(tx, actor, projectId),
  async apply(tx, { input: { projectId, name, color } }) {
    await lockByName(tx, `labels:${projectId}`);
    await checkName(tx, projectId, name, null);
    if ((await countLabels(tx, projectId)) >= labelsMax)
      throw conflict(`A project has at most ${labelsMax} labels. Delete one that is not needed.`);
    const label = { id: newId(), name, color };
    await insertLabel(tx, { ...label, projectId });
    publishLabels(tx, projectId, "label.created");
    return label;
  },
});
