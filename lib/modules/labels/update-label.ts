import { checkName, labelFacts, publishLabels } from "#lib/modules/labels/label-facts.ts";
import { LabelView, UpdateLabelInput } from "#lib/modules/labels/schema.ts";
import { changeLabel } from "#lib/modules/labels/store.ts";
import { command } from "#lib/operations/command.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

export const updateLabel = command({
  name: "label.update",
  http: "PATCH /api/projects/:projectId/labels/:labelId",
  summary: "Rename a label or give it another colour",
  input: UpdateLabelInput,
  output: LabelView,
  facts: (tx, input, actor) => labelFacts(tx, actor, input),
  async apply(tx, { input, facts: { label } }) {
    const { projectId, name = label.name, color = label.color } = input;
    await lockByName(tx, `labels:${projectId}`);
    await checkName(tx, projectId, name, label.id);
    await changeLabel(tx, label.id, { name, color });
    publishLabels(tx, projectId, "label.updated");
    return { id: label.id, name, color };
  },
});
