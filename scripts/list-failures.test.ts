import { expect, test } from "vitest";
import { listPlaywrightFailures, listVitestFailures } from "#scripts/list-failures.ts";

test("a failed Vitest test is named with its file and its plain words, a passed one is not", () => {
  const assertionResults = [
    { status: "passed", fullName: "holds", failureMessages: [] },
    { status: "failed", fullName: "breaks", failureMessages: ["\x1b[31mexpected 1\x1b[39m to be 2"] },
  ];
  expect(listVitestFailures({ testResults: [{ name: "a.test.ts", assertionResults }] })).toEqual([
    { test: "a.test.ts › breaks", message: "expected 1 to be 2" },
  ]);
});

test("a Vitest file that does not load is a failure of its own", () => {
  const testResults = [{ name: "a.test.ts", message: "no such module", assertionResults: [] }];
  expect(listVitestFailures({ testResults })).toEqual([{ test: "a.test.ts", message: "no such module" }]);
});

test("Playwright's failures are found at any depth, those that passed only when repeated among them", () => {
  const spec = (title: string, ok: boolean, status: string, message: string) => ({
    title,
    file: "a.spec.ts",
    line: 3,
    ok,
    tests: [{ status, results: [{ errors: message === "" ? [] : [{ message }] }] }],
  });
  const inner = {
    specs: [spec("breaks", false, "unexpected", "no button"), spec("holds", true, "expected", "")],
  };
  const suites = [{ specs: [spec("wavers", true, "flaky", "late")], suites: [inner] }];
  expect(listPlaywrightFailures({ suites })).toEqual([
    { test: "a.spec.ts:3 › wavers", message: "late" },
    { test: "a.spec.ts:3 › breaks", message: "no button" },
  ]);
});

test("a report that cannot be read names nothing, as it is counted elsewhere", () => {
  expect([...listVitestFailures(undefined), ...listPlaywrightFailures({})]).toEqual([]);
});

test("a long message is cut to its first lines", () => {
  const failureMessages = [Array.from({ length: 100 }, (_, index) => `line ${index}`).join("\n")];
  const assertionResults = [{ status: "failed", fullName: "breaks", failureMessages }];
  const [failure] = listVitestFailures({ testResults: [{ name: "a", assertionResults }] });
  expect(failure?.message.split("\n")).toHaveLength(25);
});
