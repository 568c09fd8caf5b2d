import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { createBoardReader, merged } from "#components/tasks/board-reader.ts";
import { cardOf } from "#components/tasks/test-card.ts";
import { createInvalidator } from "#lib/client/invalidate-changed.ts";
import { RequestError } from "#lib/client/request-error.ts";
import { cardQueries } from "#lib/modules/cards/queries.ts";
import type { Board } from "#lib/modules/cards/schema.ts";

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

const boardOf = (...titles: string[]): Board => ({
  cards: titles.map((title, index) => cardOf(String(index + 1), { title })),
  isCut: false,
});

/** A board that is shown, whose cards the test changes, and whose readings fail while `trouble` is set. */
async function openBoard() {
  const place = {
    board: boardOf("one", "two"),
    trouble: null as Error | null,
    readings: [] as string[],
    delayMs: 0,
  };
  const answer = async (reading: string): Promise<Board> => {
    const { board, trouble, delayMs } = place;
    place.readings.push(reading);
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (trouble) throw trouble;
    return board;
  };
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 60_000 } } });
  const board = { ...cardQueries.board("p"), queryFn: () => answer("all") };
  const readCards = async (ids: readonly string[]) => {
    const { cards } = await answer(ids.join(" "));
    return { cards: cards.filter(({ id }) => ids.includes(id)), isCut: false };
  };
  ended.push(new QueryObserver(client, board).subscribe(() => undefined));
  await client.fetchQuery(board);
  const reader = createBoardReader(client, { board, readCards }, 20);
  ended.push(reader.stop);
  place.readings.length = 0;
  const titles = () => client.getQueryData(board.queryKey)?.cards.map(({ title }) => title);
  const readAll = () => client.refetchQueries({ queryKey: board.queryKey });
  return { place, reader, titles, readAll };
}
const refusal = (status: number) =>
  new RequestError({ type: "X", message: "It failed.", status, details: {} }, null);

test("a change that could not be read is read again with what came since, so that no card stays as it was", async () => {
  const { place, reader, titles } = await openBoard();
  place.trouble = refusal(500);
  place.board = boardOf("one changed", "two");
  reader.add("1");
  await expect.poll(() => place.readings.length).toBeGreaterThan(1);
  place.board = boardOf("one changed", "two changed");
  reader.add("2");
  place.trouble = null;
  await expect.poll(titles).toEqual(["one changed", "two changed"]);
  expect(place.readings).not.toContain("all");
});

test("a reading of the whole board that began before a change does not bring back what was", async () => {
  const { place, reader, titles, readAll } = await openBoard();
  place.delayMs = 200;
  const reading = readAll();
  place.delayMs = 0;
  place.board = boardOf("one changed", "two");
  reader.add("1");
  await reading;
  await expect.poll(titles).toEqual(["one changed", "two"]);
});

test("a change that names no card reads the whole board, until it was read", async () => {
  const { place, reader, titles } = await openBoard();
  place.trouble = refusal(0);
  place.board = boardOf("one changed", "two");
  reader.add(null);
  await expect.poll(() => place.readings.length).toBeGreaterThan(1);
  expect(new Set(place.readings)).toEqual(new Set(["all"]));
  place.trouble = null;
  await expect.poll(titles).toEqual(["one changed", "two"]);
});

test("who may see the board no more is refused once", async () => {
  const { place, reader } = await openBoard();
  place.trouble = refusal(404);
  reader.add("1");
  await expect.poll(() => place.readings).toEqual(["1"]);
  place.trouble = null;
  reader.add("2");
  await expect.poll(() => place.readings).toEqual(["1", "2"]);
});

test("what an agent does makes nobody's browser search all descriptions anew", async () => {
  const client = new QueryClient();
  const found = cardQueries.found("p", "berths");
  client.setQueryData(found.queryKey, { ids: [] });
  client.setQueryData(["tasks", "other"], "listed");
  const invalidator = createInvalidator(client, 0);
  ended.push(invalidator.cancel);
  invalidator.add({ topic: "tasks", id: "1", name: "run.updated" });
  await expect.poll(() => client.getQueryState(["tasks", "other"])?.isInvalidated).toBe(true);
  expect(client.getQueryState(found.queryKey)?.isInvalidated).toBe(false);
});

test("what changed takes its place on the board, what is gone leaves it, and the rest stays the same", () => {
  const known = { cards: [cardOf("1"), cardOf("2"), cardOf("3")], isCut: false };
  const answer = { cards: [cardOf("2", { title: "Renamed" }), cardOf("4")], isCut: false };
  const { cards } = merged(known, ["2", "3", "4"], answer);
  expect(cards.map(({ title }) => title).sort()).toEqual(["Card 1", "Card 4", "Renamed"]);
  expect(cards.find(({ id }) => id === "1")).toBe(known.cards[0]);
});
