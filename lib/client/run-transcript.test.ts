import { expect, test } from "vitest";
import { RequestError } from "#lib/client/request-error.ts";
import { createRunTranscript } from "#lib/client/run-transcript.ts";
import { RunEvent } from "#lib/modules/runs/schema.ts";

const at = "2026-11-20T12:00:00.000Z";

/** A run of so many texts, read in pages as the server gives them, and a stream that the test speaks through. */
function runOf(count: number, { hasFrames = true } = {}) {
  const events = Array.from({ length: count }, (_, index) => said(index + 1, `word ${index + 1}`));
  let tell: (event: RunEvent) => void = () => undefined;
  const followedFrom: number[] = [];
  const place = { trouble: null as RequestError | null };
  const source: Parameters<typeof createRunTranscript>[0] = {
    readPage: async (before, limit) => {
      if (place.trouble) throw place.trouble;
      const found = events.filter(({ position }) => position < before);
      const items = found.slice(-limit);
      return { items, nextCursor: found.length > limit ? String(items[0]?.position) : null };
    },
    follow: (after, { onEvent }) => {
      followedFrom.push(after);
      tell = onEvent;
      return () => undefined;
    },
    nextFrame: (work) => {
      if (hasFrames) queueMicrotask(work);
      return () => undefined;
    },
  };
  const transcript = createRunTranscript(source, 5);
  return { transcript, events, followedFrom, place, tell: (event: RunEvent) => tell(event) };
}

const away = new RequestError({ type: "X", message: "It is away.", status: 502, details: {} }, null);

function said(position: number, text: string, sequence = position): RunEvent {
  const data = { role: "assistant", source: "agent", text, isFinished: true };
  return RunEvent.parse({ sequence, key: `text:${position}`, position, at, kind: "text", data });
}

const done = (position: number): RunEvent =>
  RunEvent.parse({
    sequence: position,
    key: "done",
    position,
    at,
    kind: "done",
    data: { state: "finished", message: null },
  });

const settled = () => new Promise((resolve) => setImmediate(resolve));
const wordsOf = (events: readonly RunEvent[]) =>
  events.map((event) => (event.kind === "text" ? event.data.text : event.kind));

test("a long run is read from its end, then backwards to its beginning, each word once and in order", async () => {
  const { transcript, events, followedFrom } = runOf(1_450);
  transcript.follow();
  await settled();
  expect(transcript.view()).toMatchObject({ hasEarlier: true, state: "live" });
  expect(wordsOf(transcript.view().events)).toEqual(wordsOf(events.slice(-200)));
  expect(followedFrom).toEqual([1_450]);
  await Promise.all([transcript.loadEarlier(), transcript.loadEarlier()]);
  await transcript.loadEarlier(1);
  await settled();
  expect(transcript.view()).toMatchObject({ hasEarlier: false, isLoadingEarlier: false });
  expect(wordsOf(transcript.view().events)).toEqual(wordsOf(events));
});

test("what was asked for is shown when it is said to be there, not a frame later", async () => {
  const { transcript } = runOf(1_450, { hasFrames: false });
  transcript.follow();
  await settled();
  await transcript.loadEarlier(100);
  const positions = transcript.view().events.map(({ position }) => position);
  expect(positions).toContain(100);
  await transcript.loadEarlier(1_400);
  expect(transcript.view().events.map(({ position }) => position)).toEqual(positions);
});

test("a thing that changed before its page was read is shown in its later state", async () => {
  const { transcript, tell } = runOf(300);
  transcript.follow();
  await settled();
  tell(said(5, "changed", 301));
  tell(said(302, "new", 302));
  await settled();
  expect(wordsOf(transcript.view().events)).not.toContain("changed");
  expect(wordsOf(transcript.view().events).at(-1)).toBe("new");
  await transcript.loadEarlier(1);
  await settled();
  const words = wordsOf(transcript.view().events);
  expect(words[4]).toBe("changed");
  expect(words).toHaveLength(301);
});

test("a run that has ended is not followed, and one that goes on takes its end back", async () => {
  const { transcript, events, followedFrom, tell } = runOf(3);
  events.push(done(4));
  const leave = transcript.follow();
  await settled();
  expect(transcript.view().state).toBe("ended");
  expect(followedFrom).toEqual([]);
  leave();
  events.pop();
  transcript.follow();
  await settled();
  expect(followedFrom).toEqual([4]);
  expect(wordsOf(transcript.view().events)).toEqual(["word 1", "word 2", "word 3"]);
  tell(done(5));
  await settled();
  expect(transcript.view().state).toBe("ended");
});

test("a run that goes on while the server is away is followed once that is back", async () => {
  const { transcript, events, followedFrom, place } = runOf(3);
  events.push(done(4));
  transcript.follow()();
  await settled();
  events.pop();
  place.trouble = away;
  transcript.follow();
  await settled();
  expect(transcript.view()).toMatchObject({ state: "reconnecting", error: null });
  place.trouble = null;
  await expect.poll(() => transcript.view().state).toBe("live");
  expect(followedFrom).toEqual([4]);
});

test("a page that could not be read is told, and read when it is asked for again", async () => {
  const { transcript, place } = runOf(300);
  transcript.follow();
  await settled();
  place.trouble = away;
  await transcript.loadEarlier();
  await settled();
  expect(transcript.view()).toMatchObject({ error: away, hasEarlier: true, isLoadingEarlier: false });
  place.trouble = null;
  await transcript.loadEarlier();
  await settled();
  expect(transcript.view()).toMatchObject({ error: null, hasEarlier: false });
});
