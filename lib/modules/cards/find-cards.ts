import { FindCardsInput, FoundCards } from "#lib/modules/cards/schema.ts";
import { findCardIds } from "#lib/modules/cards/store.ts";
import { query } from "#lib/operations/query.ts";

const foundMax = 10_000;

/** Also in descriptions, which boards do not carry. Of a project that the reader may not see there are none. */
export const findCards = query({
  name: "board.find",
  http: "GET /api/board/search",
  summary: "The ids of the cards that hold every word",
  input: FindCardsInput,
  output: FoundCards,
  async read({ tx, input: { projectId, q }, actor }) {
    const words = q.split(/\s+/).filter((word) => word !== "");
    return { ids: await findCardIds(tx, actor, projectId ?? null, words, foundMax) };
  },
});
