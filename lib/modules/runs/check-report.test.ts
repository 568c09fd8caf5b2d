import { expect, test } from "vitest";
import { readReport } from "#lib/modules/runs/check-report.ts";

const junit = `<?xml version="1.0"?>
<testsuites tests="4">
  <!-- <testcase name="not one"/> -->
  <testsuite name="outer"><testsuite name="harbor">
    <testcase name="opens &amp; closes" classname="Gate" time="0.25"/>
    <testcase name='a &gt; b'><failure message="expected 1 &lt; 0">at gate.ts:3</failure></testcase>
    <testcase name="breaks"><error><![CDATA[TypeError: <no gate>]]></error></testcase>
    <testcase name="later"><skipped/></testcase>
  </testsuite></testsuite>
</testsuites>`;

test("of JUnit's XML each case is told, the failed ones first, with what they said", () => {
  expect(readReport(junit)).toEqual({
    format: "junit",
    passed: 1,
    failed: 2,
    skipped: 1,
    isCut: false,
    cases: [
      { name: "a > b", suite: "harbor", state: "failed", message: "expected 1 < 0", durationMs: null },
      { name: "breaks", suite: "harbor", state: "failed", message: "TypeError: <no gate>", durationMs: null },
      { name: "later", suite: "harbor", state: "skipped", message: null, durationMs: null },
      { name: "opens & closes", suite: "Gate", state: "passed", message: null, durationMs: 250 },
    ],
  });
});

test("of TAP each point is told; skipped and expected failures are no failures, subtests speak by their parent", () => {
  const tap = [
    "TAP version 13",
    "# Subtest: gate",
    "    ok 1 - inner",
    "    1..1",
    "ok 1 - gate opens",
    "  ---",
    "  duration_ms: 12.5",
    "  ...",
    "not ok 2 - gate \\# closes",
    "  ---",
    "  error: 'it is stuck'",
    "  ...",
    "ok 3 - crane # SKIP no crane here",
    "not ok 4 # TODO later",
    "1..4",
  ].join("\n");
  expect(readReport(tap)).toMatchObject({
    format: "tap",
    passed: 1,
    failed: 1,
    skipped: 2,
    cases: [
      { name: "gate # closes", state: "failed", message: "it is stuck" },
      { name: "crane", state: "skipped", message: "no crane here" },
      { state: "skipped" },
      { name: "gate opens", durationMs: 12.5 },
    ],
  });
});

test("what is neither is no report, and a hostile one is only long", () => {
  expect(readReport("All is well.\nok then\n")).toBeNull();
  expect(readReport("<html><testcase></html>")).toBeNull();
  const bomb = `<!DOCTYPE a [<!ENTITY b "${"c".repeat(100)}">]><testsuite><testcase name="&b;"/></testsuite>`;
  expect(readReport(bomb)).toMatchObject({ cases: [{ name: "&b;" }] });
  const many = `<testsuite>${'<testcase name="x"/>'.repeat(20_000)}${"<testcase name='".repeat(1000)}`;
  const startedMs = performance.now();
  expect(readReport(many)).toMatchObject({ passed: 20_000, isCut: true, cases: { length: 500 } });
  expect(readReport(`<testsuite ${'a="'.repeat(200_000)}`)).toBeNull();
  expect(readReport(`<testsuite>${"<a ".repeat(200_000)}`)).toBeNull();
  expect(performance.now() - startedMs).toBeLessThan(5000);
});

test("a report that is written to hold the server up is read in the time of its length, and its end is left out", () => {
  const blank = " ".repeat(1_000_000);
  const hostile = [
    `1..1\nnot ok 1 - a\n  message:${blank}\n  error: at last${blank}\n`,
    `1..9\n${"ok\n".repeat(1_000_000)}`,
    `<testsuite>${"<testcase/>".repeat(350_000)}</testsuite>`,
    `<testsuite><testcase ${"name=' ".repeat(500_000)}/>`,
    `<testsuite><testcase><failure>${"&#".repeat(1_000_000)}</failure></testcase>`,
  ];
  const since = performance.now();
  const reports = hostile.map((text) => readReport(text));
  expect(performance.now() - since).toBeLessThan(20_000);
  expect(reports[0]?.cases).toMatchObject([{ state: "failed", message: "at last" }]);
  expect(reports.slice(1, 3)).toMatchObject([
    { passed: 50_000, isCut: true },
    { passed: 50_000, isCut: true },
  ]);
});
