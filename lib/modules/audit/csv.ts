const columns = [
  "sequence",
  "id",
  "at",
  "what",
  "command",
  "level",
  "actor kind",
  "actor id",
  "actor",
  "on behalf of",
  "via",
  "target kind",
  "target id",
  "target",
  "project id",
  "operation id",
  "reason",
  "ip",
  "user agent",
  "request id",
  "before",
  "after",
  "details",
  "seal",
];

/** A line of CSV (RFC 4180): quoted wherever that matters, ended by CR LF. */
export const csvLine = (cells: readonly (string | number | null | undefined)[]): string =>
  `${cells.map(csvCell).join(",")}\r\n`;

/** What a spreadsheet would take for a formula, also behind white space, begins with an apostrophe instead. */
const formula = /^[\s\u{feff}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;

function csvCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n']|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csvHead = csvLine(columns);
