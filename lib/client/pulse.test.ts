import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPulse } from "#lib/client/pulse.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const said: string[] = [];
  const pulse = createPulse({ ping: () => said.push("ping"), onSilent: (reason) => said.push(reason) });
  return { pulse, said };
}

test("what speaks is not asked; what is silent is asked once and then given up", () => {
  const { pulse, said } = watched();
  for (let second = 0; second < 60; second += 10) {
    pulse.heard();
    vi.advanceTimersByTime(10_000);
  }
  expect(said).toEqual([]);
  vi.advanceTimersByTime(2_000);
  expect(said).toEqual(["ping"]);
  vi.advanceTimersByTime(6_000);
  expect(said).toEqual(["ping", "The connection went silent."]);
});

test("an answer in time takes the doubt away, and after a stop nothing is asked or said any more", () => {
  const { pulse, said } = watched();
  pulse.expect(1_000, "It did not answer.");
  pulse.heard();
  vi.advanceTimersByTime(5_000);
  expect(said).toEqual([]);
  pulse.ask(1_000);
  pulse.stop();
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual(["ping"]);
});
