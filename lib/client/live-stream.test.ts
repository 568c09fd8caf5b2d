import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type LiveStream, openLiveStream } from "#lib/client/live-stream.ts";

/** A browser's EventSource whose messages the test plays. */
class PlayedSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: PlayedSource[] = [];
  readyState = 0;
  constructor() {
    super();
    PlayedSource.opened.push(this);
  }
  play(type: string, data: unknown = {}): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }
  break({ isRefused = false } = {}): void {
    if (isRefused) this.readyState = PlayedSource.CLOSED;
    this.dispatchEvent(new Event("error"));
  }
  close(): void {
    this.readyState = PlayedSource.CLOSED;
  }
}

let stream: LiveStream;
let told: string[];
const source = () => PlayedSource.opened.at(-1) as PlayedSource;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", PlayedSource);
  vi.stubGlobal("window", new EventTarget());
  PlayedSource.opened = [];
  told = [];
  stream = openLiveStream("/api/events", {
    onStatus: ({ state }) => told.push(state),
    onChange: ({ name }) => told.push(name),
    onReset: () => told.push("read anew"),
  });
});
afterEach(() => {
  stream.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const change = { topic: "operations", name: "operation.held" };

test("what was read is read anew once the server tells every further event, not when it has only answered", () => {
  source().play("open");
  expect(told).toEqual(["connecting"]);
  source().play("ready");
  expect(told).toEqual(["connecting", "live", "read anew"]);
  source().play("change", change);
  expect(told.at(-1)).toBe("operation.held");
});

test("a stream that breaks before the server was ready has nothing to resume from, and counts as a gap", () => {
  source().play("open");
  source().break();
  source().play("open");
  source().play("ready");
  expect(told).toEqual(["connecting", "connecting", "live", "read anew"]);
});

test("one that breaks later goes on behind its last event", () => {
  source().play("ready");
  source().break();
  source().play("ready");
  expect(told).toEqual(["connecting", "live", "read anew", "reconnecting", "live"]);
});

test("one that was refused is opened anew after a wait, and counts as a gap", () => {
  source().play("ready");
  source().break({ isRefused: true });
  expect(PlayedSource.opened).toHaveLength(1);
  vi.advanceTimersByTime(500);
  expect(PlayedSource.opened).toHaveLength(2);
  source().play("ready");
  expect(told).toEqual(["connecting", "live", "read anew", "reconnecting", "live", "read anew"]);
});
