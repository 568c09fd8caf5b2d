/** From so many characters on, what is known is found wherever it stands. */
export const longFrom = 8;
const shortFrom = 4;

/** What every log is full of. */
const ordinary = /^(?:\d+|true|false|null)$/;

/** The forms in which programs print a value; none where it is too short, or too ordinary, to be looked for. */
export function formsOf(value: string): ReadonlySet<string> {
  if (value.length < shortFrom || (value.length < longFrom && ordinary.test(value))) return new Set();
  const lines = value.split(/\r?\n/).filter((line) => line.length >= 16 && !line.startsWith("-----"));
  const plain = value.includes("\n") ? [value, ...lines] : [value];
  // A short password is told by the colon that stands between it and its user.
  const encoded = value.length < longFrom ? [`:${value}`] : plain;
  return new Set([
    ...plain.flatMap(writtenForms),
    ...encoded.flatMap(base64Forms).filter((form) => form.length >= longFrom),
  ]);
}

const writtenForms = (text: string): string[] => [
  text,
  JSON.stringify(text).slice(1, -1),
  encodeURIComponent(text.toWellFormed()),
  new URLSearchParams({ v: text }).toString().slice(2),
];

/** The middle of its base64, which is the same whatever stands before and behind, for each of three places. */
function base64Forms(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  return [0, 1, 2].flatMap((shift) => {
    const shifted = new Uint8Array([...new Uint8Array(shift), ...bytes]);
    const whole = btoa(Array.from(shifted, (byte) => String.fromCharCode(byte)).join(""));
    const from = Math.ceil((shift * 8) / 6);
    const middle = whole.slice(from, Math.floor((shifted.length * 8) / 6));
    return [middle, middle.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** As `password=…`, `"password": "…"`, `user:…@host`. */
const behindSign = /[=:] ?\\?["']?$/;
export const signCharacters = 4;
/** Letters together with digits, or with a sign that stands in no name, version or path. */
const isMixed = (text: string): boolean => /[a-z]/i.test(text) && (/\d/.test(text) || /[^\w./:-]/.test(text));
const isWordAt = (text: string, at: number): boolean => /[\w-]/.test(text.charAt(at));

/**
 * Whether a form that stands there is the secret itself. A short one may be a word as well, or a part of one: it counts
 * as a whole word, and where it could be of a language, only where something is set to it.
 */
export function isSecretAt(text: string, from: number, to: number): boolean {
  if (to - from >= longFrom) return true;
  if (isWordAt(text, from - 1) || isWordAt(text, to)) return false;
  return (
    isMixed(text.slice(from, to)) || behindSign.test(text.slice(Math.max(0, from - signCharacters), from))
  );
}
