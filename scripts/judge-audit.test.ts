import { expect, test } from "vitest";
import { judgeAudit } from "#scripts/judge-audit.ts";

const report = (high: number, critical: number) =>
  JSON.stringify({ metadata: { vulnerabilities: { low: 4, high, critical } } });

test("a registry that does not answer audits is reported as not asked, never as passed", () => {
  for (const output of [null, "", "<html>", JSON.stringify({ error: { code: "ENOAUDIT" } })]) {
    expect(judgeAudit(output)).toEqual({
      isBad: false,
      sentence: "not asked (registry does not answer audits)",
    });
  }
});

test("a high or critical vulnerability fails the check, a low one does not", () => {
  expect(judgeAudit(report(1, 0)).isBad).toBe(true);
  expect(judgeAudit(report(0, 1)).isBad).toBe(true);
  expect(judgeAudit(report(0, 0)).isBad).toBe(false);
});
