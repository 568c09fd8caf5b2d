/** What PostgreSQL reads as text: it knows neither NUL nor half a surrogate pair, and what programs say has both. */
export const readable = (text: string): string => text.toWellFormed().replaceAll("\0", "\u{fffd}");

/** Of a text that `JSON.stringify` made; a backslash that is escaped itself begins no other escape. */
const unreadable = /\\\\|\\u(?:0000|d[89a-f][\da-f]{2})/g;

/** A value as JSON that PostgreSQL reads, in its names too. */
export const readableJson = (value: unknown): string =>
  JSON.stringify(value).replace(unreadable, (found) => (found === "\\\\" ? found : "\\ufffd"));
