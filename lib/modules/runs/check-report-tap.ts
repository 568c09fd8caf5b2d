import type { ReportCase } from "#lib/modules/runs/schema.ts";

// https://testanything.org/tap-version-14-specification.html; subtests are indented, and their parents speak for them.
const point = /^(not )?ok\b(?:\s+\d+)?(?:\s+-)?\s*(.*)$/;
const plan = /^1\.\.\d+/;
const version = /^TAP version \d+/;
const durationLine = /^\s+duration_ms:\s*([\d.]+)/;
const messageLine = /^\s+(?:message|error):(.*)$/;

/** The first `casesMax` test points of TAP; null where the text holds no plan or version of it. */
export function readTap(text: string, casesMax: number): ReportCase[] | null {
  const lines = text.split(/\r?\n/);
  if (!lines.some((line) => plan.test(line) || version.test(line))) return null;
  const cases: ReportCase[] = [];
  for (const line of lines) {
    const found = point.exec(line);
    const last = cases.at(-1);
    if (found && cases.length >= casesMax) break;
    if (found) cases.push(caseOf(found[1] !== undefined, found[2] ?? ""));
    else if (last) {
      const duration = durationLine.exec(line)?.[1];
      if (duration !== undefined && last.durationMs === null) last.durationMs = Number(duration) || 0;
      const message = messageLine.exec(line)?.[1]?.trim();
      if (message && last.state === "failed") last.message ??= unquoted(message);
    }
  }
  return cases.length > 0 ? cases : null;
}

function caseOf(isNot: boolean, description: string): ReportCase {
  const mark = placeOfHash(description);
  const directive = /^\s*(?:skip|todo)\S*\s*(.*)$/i.exec(mark < 0 ? "" : description.slice(mark + 1));
  const state = directive ? "skipped" : isNot ? "failed" : "passed";
  const name = directive ? description.slice(0, mark) : description;
  return {
    name: name.replaceAll(/\\([\\#])/g, "$1").trim(),
    suite: null,
    state,
    message: directive?.[1] || null,
    durationMs: null,
  };
}

/** Of the first `#` that is none of the description's own. */
function placeOfHash(description: string): number {
  for (let at = 0; at < description.length; at += 1) {
    const one = description.charAt(at);
    if (one === "\\") at += 1;
    else if (one === "#") return at;
  }
  return -1;
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, "$2");
