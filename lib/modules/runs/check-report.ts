import { readJunit } from "#lib/modules/runs/check-report-junit.ts";
import { readTap } from "#lib/modules/runs/check-report-tap.ts";
import type { CheckReport, ReportCase } from "#lib/modules/runs/schema.ts";

/** What a check reported case by case: from a file of JUnit's XML or of TAP, else from what it printed. */

const casesMax = 500;
const textMax = 2000;
/** An agent writes what is read here: more than that is no report, and would hold the server up for seconds. */
const readMax = 50_000;
export const reportBytesMax = 4 * 1024 * 1024;

/** Null where the text is neither. `isCut`: the middle of it is missing. */
export function readReport(text: string, isCut = false): CheckReport | null {
  const junit = readJunit(text, readMax);
  if (junit) return reportOf("junit", junit, isCut);
  const tap = readTap(text, readMax);
  return tap && reportOf("tap", tap, isCut);
}

function reportOf(
  format: CheckReport["format"],
  found: readonly ReportCase[],
  isShort: boolean,
): CheckReport {
  const count = (state: ReportCase["state"]) => found.filter((one) => one.state === state).length;
  const cases = [...found]
    .sort((one, other) => rank[one.state] - rank[other.state])
    .slice(0, casesMax)
    .map((one) => ({
      ...one,
      name: one.name.slice(0, textMax),
      suite: one.suite?.slice(0, textMax) ?? null,
      message: one.message?.slice(0, textMax) ?? null,
    }));
  return {
    format,
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    cases,
    isCut: isShort || found.length === readMax || cases.length < found.length,
  };
}

const rank = { failed: 0, skipped: 1, passed: 2 } as const;
