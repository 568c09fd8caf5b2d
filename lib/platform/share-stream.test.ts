import { expect, test } from "vitest";
import { createSharedStreams, type Followed } from "#lib/platform/share-stream.ts";

/** A source that gives what it is told to, and knows how often it was opened and whether it is closed. */
function scripted() {
  let give = (_item: string) => {};
  let end = (_error?: Error) => {};
  const seen = { opened: 0, closed: 0 };
  async function* open(signal: AbortSignal): AsyncGenerator<string> {
    seen.opened += 1;
    const waiting: string[] = [];
    let go = () => {};
    let ended: { error?: Error | undefined } | null = null;
    give = (item) => {
      waiting.push(item);
      go();
    };
    end = (error) => {
      ended = { error };
      go();
    };
    signal.addEventListener("abort", () => end());
    for (;;) {
      const item = waiting.shift();
      if (item !== undefined) yield item;
      else if (ended) break;
      else await new Promise<void>((resolve) => (go = resolve));
    }
    seen.closed += 1;
    const { error } = ended as { error?: Error };
    if (error) throw error;
  }
  return { open, seen, give: (item: string) => give(item), end: (error?: Error) => end(error) };
}

const never = () => new AbortController().signal;
const next = async (followed: Followed<string>) => (await followed.next()).value;

test("many followers share one source, each is given all that is kept, and the last to go closes it", async () => {
  const streams = createSharedStreams<string>({ itemsMax: 10 });
  const { open, seen, give } = scripted();
  const first = streams.follow("a", open, never());
  const one = next(first);
  give("1");
  expect(await one).toEqual({ item: "1" });
  const leaving = new AbortController();
  const second = streams.follow("a", open, leaving.signal);
  expect(await next(second)).toEqual({ item: "1" });
  const both = [next(first), next(second)];
  give("2");
  expect(await Promise.all(both)).toEqual([{ item: "2" }, { item: "2" }]);
  expect(seen).toEqual({ opened: 1, closed: 0 });

  await first.return(undefined);
  expect(seen.closed).toBe(0);
  const last = next(second);
  leaving.abort();
  expect(await last).toBeUndefined();
  await expect.poll(() => seen.closed).toBe(1);
  expect(streams.size()).toBe(0);

  // Whoever comes afterwards reads anew.
  const third = streams.follow("a", open, never());
  const again = next(third);
  await expect.poll(() => seen.opened).toBe(2);
  give("3");
  expect(await again).toEqual({ item: "3" });
  await third.return(undefined);
  await expect.poll(() => seen.closed).toBe(2);
});

test("a follower that is too slow is told how much it missed, and the end and a failure reach all", async () => {
  const streams = createSharedStreams<string>({ itemsMax: 2 });
  const { open, give, end } = scripted();
  const slow = streams.follow("a", open, never());
  const first = next(slow);
  give("1");
  expect(await first).toEqual({ item: "1" });
  for (const item of ["2", "3", "4", "5", "6"]) give(item);
  await new Promise((resolve) => setImmediate(resolve));
  const told: unknown[] = [];
  end();
  for await (const one of slow) told.push(one);
  const missed = told.flatMap((one) =>
    one && typeof one === "object" && "missed" in one ? [one.missed] : [],
  );
  const items = told.flatMap((one) => (one && typeof one === "object" && "item" in one ? [one.item] : []));
  expect(items.at(-1)).toBe("6");
  expect(1 + items.length + missed.reduce<number>((sum, count) => sum + Number(count), 0)).toBe(6);
  expect(missed).not.toEqual([]);

  const failing = scripted();
  const followed = streams.follow("b", failing.open, never());
  const failure = next(followed);
  failing.end(new Error("The engine has gone."));
  await expect(failure).rejects.toThrow("The engine has gone.");
  expect(streams.size()).toBe(0);
});
