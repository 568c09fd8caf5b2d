/** A file that a program named in its output. */
export interface FileLink {
  /** Where it stands in the text. */
  start: number;
  length: number;
  path: string;
  /** From 1; null where none was said. */
  line: number | null;
}

const folder = String.raw`(?:~|\.{1,2})?/|(?:[\w@.+-]+/)`;
const path = String.raw`(?<path>(?:(?:${folder})(?:[\w@.+\-[\]()]+/)*)?[\w@.+-]*[\w+-])`;
/** `:12`, `:12:3` and `(12,3)` of compilers, `", line 12` of Python. */
const place = String.raw`(?::(?<colon>\d+)(?::\d+)?|\((?<bracket>\d+)[,:]\s?\d+\)|", line (?<python>\d+))?`;
const pattern = new RegExp(`(?<![\\w/.@~-])${path}${place}`, "g");
const address = /\b[a-z][\w+.-]*:\/\/\S+/gi;

/** Finds paths with a folder or a line in them; whether such a file exists only the workspace knows. */
export function fileLinksOf(text: string): FileLink[] {
  const masked = text.replaceAll(address, (found) => " ".repeat(found.length));
  const links: FileLink[] = [];
  for (const found of masked.matchAll(pattern)) {
    const { path: named = "", colon, bracket, python } = found.groups ?? {};
    const number = colon ?? bracket ?? python;
    const hasFolder = named.includes("/") && /[\w]/.test(named);
    const hasEnding = /\.[A-Za-z]\w*$/.test(named);
    // "12:30" and "and/or" are no files; "Makefile:3" and "src/x.ts" are.
    const isFile =
      number === undefined ? hasFolder && hasEnding : hasFolder || hasEnding || /^[A-Z]\w+$/.test(named);
    if (!isFile) continue;
    const line = number === undefined ? null : Number(number);
    links.push({ start: found.index, length: found[0].length, path: named, line });
  }
  return links;
}
