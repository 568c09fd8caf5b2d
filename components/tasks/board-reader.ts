import type { QueryClient } from "@tanstack/react-query";
import { gather } from "#lib/client/gather.ts";
import { readAnew } from "#lib/client/read-anew.ts";
import { mayPass } from "#lib/client/request-error.ts";
import type { cardQueries } from "#lib/modules/cards/queries.ts";
import type { Board, Card } from "#lib/modules/cards/schema.ts";

interface BoardSource {
  board: ReturnType<typeof cardQueries.board>;
  /** These cards as they are now, with whatever an agent works on. */
  readCards: (ids: readonly string[]) => Promise<Board>;
}

export interface BoardReader {
  /** Null: something changed that names no card. */
  add: (id: string | null) => void;
  stop: () => void;
}

const gatherMs = 80;
const changedMax = 100;

/**
 * Reads what has changed on a board and puts it in its place, one reading after the other: an answer that was overtaken
 * would bring back what was. What could not be read is read again `againMs` later, together with what came since.
 */
export function createBoardReader(
  client: QueryClient,
  { board, readCards }: BoardSource,
  againMs = 3000,
): BoardReader {
  const takeOver = async (changed: ReadonlySet<string | null>): Promise<void> => {
    // What is being read may have been looked at before the change.
    if (client.isFetching({ queryKey: board.queryKey }) > 0)
      await client.fetchQuery({ ...board, staleTime: 0 });
    const ids = [...changed].flatMap((id) => id ?? []);
    if (ids.length < changed.size || ids.length > changedMax) {
      await readAnew(client, board);
      if (client.getQueryState(board.queryKey)?.isInvalidated) throw new Error("It could not be read.");
      return;
    }
    const answer = await readCards(ids);
    client.setQueryData(board.queryKey, (known) => known && merged(known, ids, answer));
  };
  const gathering = gather<string | null>(async (changed) => {
    try {
      await takeOver(changed);
    } catch (error) {
      if (!mayPass(error)) return;
      await new Promise((resolve) => setTimeout(resolve, againMs));
      gathering.add(changed);
    }
  }, gatherMs);
  return { add: (id) => gathering.add([id]), stop: gathering.stop };
}

/** The board with the cards of `answer`, and without those of `ids` that are in it no more. */
export function merged(known: Board, ids: readonly string[], answer: Board): Board {
  const fresh = new Map(answer.cards.map((card) => [card.id, card]));
  const gone = new Set(ids.filter((id) => !fresh.has(id)));
  const cards = known.cards.flatMap((card): Card[] => {
    if (gone.has(card.id)) return [];
    const newer = fresh.get(card.id);
    fresh.delete(card.id);
    return [newer ?? card];
  });
  return { cards: [...fresh.values(), ...cards], isCut: known.isCut };
}
