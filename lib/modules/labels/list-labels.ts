import { LabelPage, ListLabelsInput } from "#lib/modules/labels/schema.ts";
import { selectLabels } from "#lib/modules/labels/store.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { query } from "#lib/operations/query.ts";

export const listLabels = query({
  name: "label.list",
  http: "GET /api/projects/:projectId/labels",
  summary: "The labels of a project",
  input: ListLabelsInput,
  output: LabelPage,
  async read({ tx, input: { projectId }, actor }) {
    await projectFacts(tx, actor, projectId);
    return { items: await selectLabels(tx, projectId), nextCursor: null };
  },
});
