import { Board, ReadBoardsInput } from "#lib/modules/cards/schema.ts";
import { boardView } from "#lib/modules/cards/view.ts";
import { query } from "#lib/operations/query.ts";
import { readAtOnce } from "#lib/platform/db/read-at-once.ts";

export const readBoards = query({
  name: "board.read-all",
  http: "GET /api/board",
  summary: "The cards of all projects that one may see",
  input: ReadBoardsInput,
  output: Board,
  read: ({ input: { ids }, actor, platform }) =>
    readAtOnce(platform.database, (tx) => boardView(tx, actor, { projectId: null, ids })),
});
