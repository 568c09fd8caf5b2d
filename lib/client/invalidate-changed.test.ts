import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { createInvalidator } from "./invalidate-changed.ts";

function clientWith(...keys: string[][]): QueryClient {
  const client = new QueryClient();
  for (const key of keys) client.setQueryData(key, "read");
  return client;
}
const isStale = (client: QueryClient, key: string[]) => client.getQueryState(key)?.isInvalidated;

test("an event makes its own topic stale and no other", async () => {
  const client = clientWith(["projects", "list"], ["projects", "p1"], ["tasks", "p1"]);
  createInvalidator(client, 1).add({ topic: "projects", id: "p1", name: "project.updated" });
  await expect.poll(() => isStale(client, ["projects", "list"])).toBe(true);
  expect(isStale(client, ["projects", "p1"])).toBe(true);
  expect(isStale(client, ["tasks", "p1"])).toBe(false);
});

test("many events at once ask for each query once", async () => {
  const client = clientWith(["tasks", "list"]);
  const invalidate = vi.spyOn(client, "invalidateQueries");
  const invalidator = createInvalidator(client, 5);
  for (let count = 0; count < 100; count += 1)
    invalidator.add({ topic: "tasks", id: "t1", name: "task.moved" });
  await expect.poll(() => isStale(client, ["tasks", "list"])).toBe(true);
  expect(invalidate).toHaveBeenCalledTimes(2);
});

test("a gap in the events makes everything stale at once", () => {
  const client = clientWith(["projects", "list"], ["tasks", "list"]);
  createInvalidator(client).reset();
  expect([isStale(client, ["projects", "list"]), isStale(client, ["tasks", "list"])]).toEqual([true, true]);
});

test("what was read for the first time when the events began to come is read once more", async () => {
  const client = new QueryClient();
  const answers: ((answer: string) => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ["projects", "p1"],
    queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
  });
  const stop = observer.subscribe(() => undefined);
  await expect.poll(() => answers).toHaveLength(1);
  createInvalidator(client).reset();
  answers[0]?.("stopping");
  await expect.poll(() => answers).toHaveLength(2);
  answers[1]?.("stopped");
  await expect.poll(() => observer.getCurrentResult().data).toBe("stopped");
  stop();
});
