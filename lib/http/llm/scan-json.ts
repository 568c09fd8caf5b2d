/** What a text of JSON is like before it is parsed: a small one can be made to take seconds and a gigabyte. */
export interface Scanned {
  /** No agent's request is so deep or has so many parts. */
  isTooComplex: boolean;
  /** Names of the outermost object as they come, repeated ones too. */
  names: string[];
}

const depthMax = 200;
/** Signs that open, close or part values: time and memory go by these, not by the length of texts. */
const signsMax = 1_000_000;

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/** What a byte outside of texts does to the depth, beside being a sign; 9 for what is none. */
const effects = new Int8Array(256).fill(9);
for (const [sign, effect] of [
  ...",:".split("").map((sign) => [sign, 0] as const),
  ["[", 1],
  ["{", 1],
  ["]", -1],
  ["}", -1],
] as const) {
  effects[sign.charCodeAt(0)] = effect;
}

/** Goes over the bytes once, each on its own: texts of many megabytes pass here, and nobody else is served meanwhile. */
export function scanJson(bytes: Uint8Array): Scanned {
  const names: string[] = [];
  const { length } = bytes;
  let depth = 0;
  let signs = 0;
  let textAt = 0;
  let textEnd = 0;
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) {
      textAt = at;
      at += 1;
      while (at < length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
      textEnd = at + 1;
      continue;
    }
    const effect = effects[byte] ?? 0;
    if (effect === 9) continue;
    if (byte === colon && depth === 1) names.push(nameOf(bytes.subarray(textAt, textEnd)));
    depth += effect;
    signs += 1;
    if (depth > depthMax || signs > signsMax) return { isTooComplex: true, names };
  }
  return { isTooComplex: false, names };
}

/** As a parser reads it: `mod\u0065l` is another way to write `model`. */
function nameOf(text: Uint8Array): string {
  try {
    return String(JSON.parse(Buffer.from(text).toString("utf8")));
  } catch {
    return "";
  }
}
