import { expect, test } from "vitest";
import { addCounts, countPlaywright, countVitest } from "#scripts/count-tests.ts";

const vitest = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: [{ status: "passed", assertionResults: [{ status: "passed" }] }],
};
const stats = { expected: 2, unexpected: 0, flaky: 0, skipped: 0 };

test("both runners are summed", () => {
  const sum = addCounts(countVitest(vitest, 0), countPlaywright({ stats }, 0));
  expect(sum).toEqual({ passed: 5, failed: 0, skipped: 1 });
});

test("a runner that leaves no report counts as failed", () => {
  expect(countVitest(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(countPlaywright({}, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("a runner that ends badly without a failed test counts as failed", () => {
  expect(countVitest(vitest, 1).failed).toBe(1);
  expect(countPlaywright({ stats }, 1).failed).toBe(1);
});

test("a test file that does not load counts as failed", () => {
  const testResults = [...vitest.testResults, { status: "failed", assertionResults: [] }];
  expect(countVitest({ ...vitest, testResults }, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
});

test("a test that passes only when repeated counts as failed", () => {
  expect(countPlaywright({ stats: { ...stats, flaky: 1 } }, 0).failed).toBe(1);
});
