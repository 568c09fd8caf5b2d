import { stripVTControlCharacters } from "node:util";
import { z } from "zod";

/** One test that failed: its file and name, and what it said. */
export interface Failure {
  readonly test: string;
  readonly message: string;
}

const messageLinesMax = 25;

const VitestFailures = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/** The failures of Vitest's JSON report; a file that did not load is one. Empty where the report cannot be read. */
export function listVitestFailures(report: unknown): Failure[] {
  const parsed = VitestFailures.safeParse(report);
  if (!parsed.success) return [];
  return parsed.data.testResults.flatMap(({ name, message, assertionResults }) => {
    const file = { test: name, message: trimmed(message ?? "") };
    if (assertionResults.length === 0 && file.message !== "") return [file];
    return assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => ({
        test: `${name} › ${fullName}`,
        message: trimmed((failureMessages ?? []).join("\n")),
      }));
  });
}

interface Suite {
  readonly suites?: readonly Suite[] | undefined;
  readonly specs: readonly z.infer<typeof Spec>[];
}

const Spec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  ok: z.boolean(),
  tests: z.array(
    z.object({
      status: z.string(),
      results: z.array(z.object({ errors: z.array(z.object({ message: z.string().optional() })) })),
    }),
  ),
});
const Suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({ suites: z.array(Suite).optional(), specs: z.array(Spec) }),
);
const PlaywrightFailures = z.object({ suites: z.array(Suite) });

/** The failures of Playwright's JSON report, repeated passes among them. Empty where the report cannot be read. */
export function listPlaywrightFailures(report: unknown): Failure[] {
  const parsed = PlaywrightFailures.safeParse(report);
  return parsed.success ? parsed.data.suites.flatMap(failuresOf) : [];
}

function failuresOf({ suites = [], specs }: Suite): Failure[] {
  const own = specs.filter(({ ok, tests }) => !ok || tests.some(({ status }) => status === "flaky"));
  return [
    ...own.map(({ title, file, line, tests }) => {
      const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
      const message = trimmed(errors.map((error) => error.message ?? "").join("\n"));
      return { test: `${file}:${line} › ${title}`, message };
    }),
    ...suites.flatMap(failuresOf),
  ];
}

const trimmed = (message: string): string =>
  stripVTControlCharacters(message).split("\n").slice(0, messageLinesMax).join("\n");
