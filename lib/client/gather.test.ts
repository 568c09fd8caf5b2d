import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { gather } from "#lib/client/gather.ts";
import { readAnew } from "#lib/client/read-anew.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("what comes while something is handled waits for its end and is handed over whole; after a stop nothing is", async () => {
  const handled: string[][] = [];
  let end = () => {};
  const gathering = gather<string>((items) => {
    handled.push([...items]);
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  }, 1);
  gathering.add(["a"]);
  for (const item of ["b", "c", "b"]) gathering.add([item]);
  await pause(20);
  expect(handled).toEqual([["a"]]);
  end();
  await expect.poll(() => handled).toEqual([["a"], ["b", "c"]]);
  gathering.add(["d"]);
  gathering.stop();
  end();
  await pause(20);
  expect(handled.length).toBe(2);
});

test("a listing that takes longer than the changes come apart ends, and the last change is in what is shown", async () => {
  const client = new QueryClient();
  let written = 0;
  let aborted = 0;
  const queryKey = ["folder"];
  const observer = new QueryObserver(client, {
    queryKey,
    queryFn: async ({ signal }) => {
      const seen = written;
      signal.addEventListener("abort", () => {
        aborted += 1;
      });
      await pause(30);
      return seen;
    },
  });
  const shown: unknown[] = [];
  const leave = observer.subscribe(({ data }) => shown.push(data));
  const gathering = gather<string>(() => readAnew(client, { queryKey }), 10);
  for (; written < 40; ) {
    written += 1;
    gathering.add(["a"]);
    await pause(5);
  }
  // It was listed while the changes came, not only when they were over.
  expect(new Set(shown.filter((seen) => typeof seen === "number")).size).toBeGreaterThan(1);
  await expect.poll(() => shown.at(-1)).toBe(written);
  expect(aborted).toBe(0);
  leave();
  gathering.stop();
  client.clear();
});
