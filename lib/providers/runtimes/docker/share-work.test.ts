import { expect, test } from "vitest";
import { createSharedWork } from "./share-work.ts";

const never = new AbortController().signal;
const ignore = () => undefined;

test("who asks for what already runs hears all of it, and it is done once", async () => {
  const share = createSharedWork();
  const gate = Promise.withResolvers<void>();
  let runs = 0;
  const work = async (log: (line: string) => void) => {
    runs += 1;
    log("begun");
    await gate.promise;
    log("ended");
  };
  const heard: string[][] = [[], []];
  const ask = (lines: string[] | undefined) =>
    share("image", { log: (line) => lines?.push(line), signal: never }, work);
  const first = ask(heard[0]);
  await expect.poll(() => heard[0]).toEqual(["begun"]);
  const second = ask(heard[1]);
  gate.resolve();
  await Promise.all([first, second]);
  expect(heard).toEqual([
    ["begun", "ended"],
    ["begun", "ended"],
  ]);
  expect(runs).toBe(1);
});

test("one that never ends keeps no other waiting", async () => {
  const share = createSharedWork();
  const gate = Promise.withResolvers<void>();
  const first = share("a", { log: ignore, signal: never }, () => gate.promise);
  await share("b", { log: ignore, signal: never }, async () => undefined);
  gate.reject(new Error("no"));
  await expect(first).rejects.toThrow("no");
});

test("what is told without an end is cut, and kept no longer", async () => {
  const share = createSharedWork();
  const heard: string[] = [];
  await share("a", { log: (line) => heard.push(line), signal: never }, async (log) => {
    for (let count = 0; count < 5000; count += 1) log("x".repeat(10_000));
  });
  expect(heard).toHaveLength(2001);
  expect(heard[0]).toHaveLength(4000);
  expect(heard.at(-1)).toBe("The log was cut after 2000 lines.");
});

test("the work is given up when the last who asked gave up, and is begun anew for the next", async () => {
  const share = createSharedWork();
  const given: AbortSignal[] = [];
  const work = (_log: unknown, signal: AbortSignal) => {
    given.push(signal);
    return new Promise<void>((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  };
  const [one, two] = [new AbortController(), new AbortController()];
  const asked = [one, two].map(({ signal }) => share("image", { log: ignore, signal }, work));
  await expect.poll(() => given).toHaveLength(1);
  one.abort(new Error("first left"));
  await expect(asked[0]).rejects.toThrow("first left");
  expect(given[0]?.aborted).toBe(false);
  two.abort(new Error("second left"));
  await expect(asked[1]).rejects.toThrow("second left");
  expect(given[0]?.aborted).toBe(true);
  await share("image", { log: ignore, signal: never }, async () => undefined);
});
