import { Board, ReadBoardsInput } from "#lib/modules/cards/schema.ts";
import { boardView } from "#lib/modules/cards/view.ts";
import { query } from "#lib/operations/query.ts";

export const readBoards = query({
  name: "board.read-all",
  http: "GET /api/board",
  summary: "The cards of all projects that one may see",
  input: ReadBoardsInput,
  output: Board,
  read: ({ tx, input: { ids }, actor }) => boardView(tx, actor, { projectId: null, ids }),
});
