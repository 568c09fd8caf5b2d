import { expect, test } from "vitest";
import { columnsOf, columnToShow, dropOn } from "#components/tasks/columns.ts";
import { cardOf } from "#components/tasks/test-card.ts";
import { type BoardFilter, filterOf, noFilter, withFilter } from "#lib/client/board-filter.ts";
import type { Card } from "#lib/modules/cards/schema.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";

const shown = (
  cards: Card[],
  filter: Partial<BoardFilter> = {},
  order: "position" | "urgency" = "position",
) =>
  columnsOf(cards, { filter: { ...noFilter, ...filter }, personId: "me-id", found: new Set(["9"]), order });
const tasksIn = (...statuses: TaskStatus[]) =>
  shown(statuses.map((status, index) => cardOf(String(index), { status })));
const idsOf = (cards: readonly Card[]) => cards.map(({ id }) => id).join(" ");

test("where one column has room, it is the one that waits for a person, else one with cards", () => {
  expect(columnToShow(tasksIn("done", "human_review", "in_progress"))).toBe("human_review");
  expect(columnToShow(tasksIn("todo", "ai_review", "done"))).toBe("ai_review");
  expect(columnToShow(tasksIn("done", "todo"))).toBe("todo");
  expect(columnToShow(tasksIn("done"))).toBe("done");
  expect(columnToShow(tasksIn())).toBe("todo");
});

test("cards stand in the order they were put in, or over all projects the most urgent first", () => {
  const cards = [cardOf("3"), cardOf("1", { priority: "low" }), cardOf("2", { priority: "urgent" })];
  expect(idsOf(shown(cards).todo)).toBe("1 2 3");
  expect(idsOf(shown(cards, {}, "urgency").todo)).toBe("2 1 3");
});

test("a board is narrowed by words, label, assignee, priority and state, each as its address says", () => {
  const cards = [
    cardOf("1", { labels: [{ id: "l", name: "API", color: "grey" }], assignee: { id: "me-id", name: "Me" } }),
    cardOf("2", { priority: "high", waitsFor: [1] }),
    cardOf("9", { statusReason: "budget used up" }),
  ];
  const narrowed = (filter: Partial<BoardFilter>) => idsOf(shown(cards, filter).todo);
  expect(narrowed({ words: "card 1" })).toBe("1 9");
  expect(narrowed({ words: "#2" }), "9 was found by the server").toBe("2 9");
  expect(narrowed({ label: "api" })).toBe("1");
  expect(narrowed({ assignee: "me" })).toBe("1");
  expect(narrowed({ assignee: "none" })).toBe("2 9");
  expect(narrowed({ priority: "none" })).toBe("1 9");
  expect(narrowed({ state: "waits" })).toBe("2");
  expect(narrowed({ state: "stopped" })).toBe("9");
  const address = withFilter(new URLSearchParams("tab=changes&state=queued"), {
    ...noFilter,
    words: "two words",
    assignee: "me",
  });
  expect(address.toString()).toBe("tab=changes&q=two+words&assignee=me");
  expect(filterOf(address)).toEqual({ ...noFilter, words: "two words", assignee: "me" });
  expect(filterOf(new URLSearchParams("state=nonsense&priority=9"))).toEqual(noFilter);
});

test("a drop on a column that no move leads to says why not, and where the card can go", () => {
  const card = cardOf("1", { status: "human_review", moves: [{ to: "done", by: "task.approve" }] });
  expect(dropOn(card, "done")).toEqual({ to: "done", by: "task.approve" });
  expect(dropOn(card, "ai_review")).toEqual({
    refusal: "#1 cannot go from Human review to AI review. From here it goes to Done (Approve and merge).",
  });
});

test("a card that an operation has says what is done with it", () => {
  const merged = cardOf("1", { status: "human_review", isApproving: true });
  expect(dropOn(merged, "done")).toEqual({ refusal: "#1 is being merged. Wait until that has ended." });
  const removed = cardOf("1", { status: "human_review", isRemoving: true });
  expect(dropOn(removed, "todo")).toEqual({
    refusal: "The work of #1 is being removed. Wait until that has ended.",
  });
});
