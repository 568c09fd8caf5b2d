import { labelFacts, publishLabels } from "#lib/modules/labels/label-facts.ts";
import { LabelInput } from "#lib/modules/labels/schema.ts";
import { deleteLabelRow } from "#lib/modules/labels/store.ts";
import { command } from "#lib/operations/command.ts";

export const deleteLabel = command({
  name: "label.delete",
  http: "DELETE /api/projects/:projectId/labels/:labelId",
  summary: "Delete a label, also from the cards and templates that have it",
  input: LabelInput,
  facts: (tx, input, actor) => labelFacts(tx, actor, input),
  async apply(tx, { input: { projectId, labelId } }) {
    await deleteLabelRow(tx, labelId);
    publishLabels(tx, projectId, "label.deleted");
    return null;
  },
});
