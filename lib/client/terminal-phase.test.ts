import { expect, test } from "vitest";
import { closedPhase, reconnectDelayMs } from "#lib/client/terminal-phase.ts";

test("the wait grows from half a second to ten and is shortened by at most a half", () => {
  expect([1, 2, 3, 4, 5, 6, 60].map((attempt) => reconnectDelayMs(attempt, 0))).toEqual([
    500, 1000, 2000, 4000, 8000, 10_000, 10_000,
  ]);
  expect(reconnectDelayMs(6, 0.999)).toBeGreaterThan(5000);
});

test("a close code says whether to come back", () => {
  expect(closedPhase(4401, "")?.state).toBe("signed-out");
  expect(closedPhase(4403, "no")).toEqual({ state: "refused", reason: "no" });
  expect(closedPhase(4404, "")?.state).toBe("ended");
  expect(closedPhase(4503, "")?.state).toBe("stopped");
  expect([1001, 1006, 1012, 1013].map((code) => closedPhase(code, ""))).toEqual([null, null, null, null]);
});
