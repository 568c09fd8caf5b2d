import { Board, ReadBoardInput } from "#lib/modules/cards/schema.ts";
import { boardView } from "#lib/modules/cards/view.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { query } from "#lib/operations/query.ts";
import { readAtOnce } from "#lib/platform/db/read-at-once.ts";

export const readBoard = query({
  name: "board.read",
  http: "GET /api/projects/:projectId/board",
  summary: "The cards of a project's board, in few words each",
  input: ReadBoardInput,
  output: Board,
  async read({ tx, input: { projectId, ids }, actor, platform }) {
    await projectFacts(tx, actor, projectId);
    return readAtOnce(platform.database, (now) => boardView(now, actor, { projectId, ids }));
  },
});
