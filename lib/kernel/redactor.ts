import { formsOf, isSecretAt, longFrom, signCharacters } from "#lib/kernel/secret-forms.ts";
import { createTextTree, type TextTree } from "#lib/kernel/text-tree.ts";

/**
 * Takes known values out of texts, in the forms in which programs print them: as they are, in base64 (whichever bytes
 * stand before them), percent-encoded, and escaped as in JSON. What a text costs does not grow with how much is known.
 */
export interface Redactor {
  /** Values of fewer than four characters are not known; those of fewer than eight where they stand alone. */
  learn(value: string): void;
  /** Once for each time that it was learned. */
  forget(value: string): void;
  redact(text: string): string;
  /** For a text that comes in pieces: a value may be split over any number of them. */
  stream(): RedactedStream;
}

export interface RedactedStream {
  /** What can be told of the text so far. */
  write(piece: string): string;
  /** The rest. */
  end(): string;
}

const shown = "[secret]";

export function createRedactor(): Redactor {
  const index: Index = { heads: new Uint32Array(headsCount), forms: createTextTree() };
  return {
    learn(value) {
      for (const form of formsOf(value)) {
        index.forms.add(form);
        countHead(index, form, 1);
      }
    },
    forget(value) {
      for (const form of formsOf(value)) {
        index.forms.remove(form);
        countHead(index, form, -1);
      }
    },
    redact: (text) => scan(index, text, { from: 0, isWhole: true }).clean,
    stream: () => createStream(index),
  };
}

function createStream(index: Index): RedactedStream {
  let held = "";
  /** How much of it was told already: a short value is known by what stands before it. */
  let told = 0;
  function take(piece: string, isWhole: boolean): string {
    const text = held + piece;
    const { clean, to } = scan(index, text, { from: told, isWhole });
    const kept = Math.max(0, to - signCharacters);
    held = isWhole ? "" : text.slice(kept);
    told = isWhole ? 0 : to - kept;
    return clean;
  }
  return { write: (piece) => take(piece, false), end: () => take("", true) };
}

interface Index {
  /** How many forms begin with four characters of this hash: most places of a text are passed over by one look. */
  heads: Uint32Array;
  forms: TextTree;
}

const headLength = 4;
const headsCount = 2 ** 17;

const hashAt = (text: string, at: number): number =>
  (text.charCodeAt(at) * 29_791 +
    text.charCodeAt(at + 1) * 961 +
    text.charCodeAt(at + 2) * 31 +
    text.charCodeAt(at + 3)) &
  (headsCount - 1);

function countHead({ heads }: Index, form: string, by: 1 | -1): void {
  const head = hashAt(form, 0);
  heads[head] = (heads[head] ?? 0) + by;
}

/**
 * The text behind `from` without what is known, up to `to`: the end or, where the text is not whole, the place from which
 * on it may go on as a form that has only begun.
 */
function scan(
  { heads, forms }: Index,
  text: string,
  { from, isWhole }: { from: number; isWhole: boolean },
): { clean: string; to: number } {
  let clean = "";
  let rest = from;
  const lastHead = text.length - headLength;
  for (let at = from; at < text.length; at++) {
    if (at <= lastHead ? heads[hashAt(text, at)] === 0 : isWhole) continue;
    const { length, isOpen } = forms.find(text, at, (end) => isSecretAt(text, at, end));
    // A short one is only known by what comes behind it.
    const isUnsure = isOpen || (length > 0 && length < longFrom && at + length === text.length);
    if (!isWhole && isUnsure) return { clean: clean + text.slice(rest, at), to: at };
    if (length === 0) continue;
    clean += text.slice(rest, at) + shown;
    rest = at + length;
    at = rest - 1;
  }
  return { clean: rest === 0 ? text : clean + text.slice(rest), to: text.length };
}
