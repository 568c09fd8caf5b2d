import type { ReportCase } from "#lib/modules/runs/schema.ts";

interface Tag {
  name: string;
  attributes: string;
  isEnd: boolean;
  /** `<skipped/>`: nothing stands in it. */
  isEmpty: boolean;
}

/** What the reader has seen so far. */
interface Reading {
  cases: ReportCase[];
  suites: string[];
  current: ReportCase | null;
  /** A failure whose text is being read. */
  isTelling: boolean;
  told: string;
}

/**
 * The first `casesMax` cases of JUnit's XML, as test runners write it; null where there are none. Nothing is fetched and no entity but the
 * five of XML and numbered characters is known, so a hostile file can do no more than be long.
 */
export function readJunit(text: string, casesMax: number): ReportCase[] | null {
  if (!/<testsuites?[\s>]/.test(text)) return null;
  const reading: Reading = { cases: [], suites: [], current: null, isTelling: false, told: "" };
  for (let at = 0; reading.cases.length <= casesMax; ) {
    const start = text.indexOf("<", at);
    if (start < 0) break;
    if (reading.isTelling) reading.told += decoded(text.slice(at, start));
    if (text.startsWith("<![CDATA[", start)) {
      const end = endOf(text, "]]>", start + 9);
      if (reading.isTelling) reading.told += text.slice(start + 9, end);
      at = end + 3;
    } else if (text.startsWith("<!--", start)) at = endOf(text, "-->", start + 4) + 3;
    else {
      const end = endOfTag(text, start);
      if (end < 0) break;
      take(reading, tagOf(text.slice(start + 1, end)));
      at = end + 1;
    }
  }
  // Of one more the end was not read.
  return reading.cases.length > 0 ? reading.cases.slice(0, casesMax) : null;
}

const endOf = (text: string, mark: string, from: number): number => {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found;
};

/** Where the tag ends; a `>` within quotes ends none. -1 where it never does. */
function endOfTag(text: string, start: number): number {
  let quote = "";
  for (let at = start + 1; at < text.length; at += 1) {
    const one = text.charAt(at);
    if (quote !== "") quote = one === quote ? "" : quote;
    else if (one === '"' || one === "'") quote = one;
    else if (one === ">") return at;
  }
  return -1;
}

function tagOf(inner: string): Tag {
  const isEnd = inner.startsWith("/");
  const isEmpty = inner.endsWith("/");
  const body = inner.slice(isEnd ? 1 : 0, isEmpty ? -1 : undefined);
  const name = /^[A-Za-z_][\w.:-]*/.exec(body)?.[0] ?? "";
  return { name, attributes: body.slice(name.length), isEnd, isEmpty };
}

function take(reading: Reading, tag: Tag): void {
  if (tag.name === "testsuite") {
    if (tag.isEnd) reading.suites.pop();
    else if (!tag.isEmpty) reading.suites.push(attribute(tag, "name") ?? "");
  } else if (tag.name === "testcase") {
    reading.current = null;
    if (tag.isEnd) return;
    const found = caseOf(tag, reading.suites);
    reading.cases.push(found);
    if (!tag.isEmpty) reading.current = found;
  } else if (tag.name === "failure" || tag.name === "error" || tag.name === "skipped") {
    takeOutcome(reading, tag);
  }
}

function takeOutcome(reading: Reading, tag: Tag): void {
  const { current } = reading;
  if (!current) return;
  if (tag.isEnd) {
    current.message ??= reading.told.trim() || null;
    reading.isTelling = false;
    return;
  }
  current.state = tag.name === "skipped" ? "skipped" : "failed";
  current.message = attribute(tag, "message") || null;
  reading.isTelling = !tag.isEmpty;
  reading.told = "";
}

function caseOf(tag: Tag, suites: readonly string[]): ReportCase {
  const seconds = Number(attribute(tag, "time") ?? Number.NaN);
  return {
    name: attribute(tag, "name") ?? "",
    suite: attribute(tag, "classname") || suites.at(-1) || null,
    state: "passed",
    message: null,
    durationMs: Number.isFinite(seconds) ? Math.round(seconds * 1000) : null,
  };
}

function attribute({ attributes }: Tag, name: string): string | null {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return found ? decoded(found[1] ?? found[2] ?? "") : null;
}

const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const decoded = (text: string): string =>
  text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
    },
  );
