import { z } from "zod";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

const PlaywrightReport = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
});

const crashed: Counts = { passed: 0, failed: 1, skipped: 0 };

/** The sum over two runners. */
export function addCounts(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

// What ends badly without a failed test (no test found, an error outside of tests, a signal) is one failure.
function withExitCode(counts: Counts, exitCode: number): Counts {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Vitest's JSON report in numbers; a file that fails without a failed test (it does not load) is one failure. */
export function countVitest(report: unknown, exitCode: number): Counts {
  const parsed = VitestReport.safeParse(report);
  if (!parsed.success) return crashed;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = parsed.data;
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((result) => result.status === "failed"),
  );
  const counts = {
    passed: numPassedTests,
    failed: numFailedTests + broken.length,
    skipped: numPendingTests + numTodoTests,
  };
  return withExitCode(counts, exitCode);
}

/** Playwright's JSON report in numbers; a test that passed only when repeated counts as failed. */
export function countPlaywright(report: unknown, exitCode: number): Counts {
  const parsed = PlaywrightReport.safeParse(report);
  if (!parsed.success) return crashed;
  const { expected, unexpected, flaky, skipped } = parsed.data.stats;
  return withExitCode({ passed: expected, failed: unexpected + flaky, skipped }, exitCode);
}
