import { expect, test } from "vitest";
import { columnsOf, columnToShow } from "#components/tasks/columns.ts";
import type { TaskStatus, TaskView } from "#lib/modules/tasks/schema.ts";

const tasksIn = (...statuses: TaskStatus[]) =>
  columnsOf(
    statuses.map((status, index) => ({ status, number: index, title: status, description: "" }) as TaskView),
    "",
  );

test("where one column has room, it is the one that waits for a person, else one with cards", () => {
  expect(columnToShow(tasksIn("done", "human_review", "in_progress"))).toBe("human_review");
  expect(columnToShow(tasksIn("todo", "ai_review", "done"))).toBe("ai_review");
  expect(columnToShow(tasksIn("done", "todo"))).toBe("todo");
  expect(columnToShow(tasksIn("done"))).toBe("done");
  expect(columnToShow(tasksIn())).toBe("todo");
});
