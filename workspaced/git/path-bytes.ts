/**
 * A path in git is bytes, mostly UTF-8. A byte that is not stands in a string as one character of the private range U+F780 to
 * U+F7FF; a true character of that range is taken apart into its bytes. So every path has one string, and every string leads back.
 */
const firstMark = 0xf700;
const isMark = (code: number): boolean => code >= 0xf780 && code <= 0xf7ff;

export function pathOf(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  if (!/[\ufffd\uf780-\uf7ff]/.test(text)) return text;
  let path = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0);
    const part = bytes.subarray(at, at + length);
    const character = part.toString("utf8");
    const isWhole = Buffer.from(character).equals(part) && [...character].length === 1;
    const taken = isWhole && !isMark(character.codePointAt(0) ?? 0) ? length : 0;
    if (taken > 0) path += character;
    else path += marked(isWhole ? part : part.subarray(0, 1));
    at += taken > 0 || isWhole ? length : 1;
  }
  return path;
}

export function bytesOf(path: string): Buffer {
  if (!/[\uf780-\uf7ff]/.test(path)) return Buffer.from(path);
  const parts = [...path].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    return isMark(code) ? Buffer.of(code - firstMark) : Buffer.from(character);
  });
  return Buffer.concat(parts);
}

/** Whether an argument can carry it: Node writes arguments as UTF-8. */
export const isPlain = (path: string): boolean => !/[\uf780-\uf7ff]/.test(path);

/** For the functions of node:fs. */
export const fileAt = (folder: string, path: string): string | Buffer =>
  isPlain(path) ? `${folder}/${path}` : Buffer.concat([Buffer.from(`${folder}/`), bytesOf(path)]);

/** A list for `--pathspec-from-file=- --pathspec-file-nul` and for `-z --stdin`. */
export const pathList = (paths: readonly string[]): Buffer =>
  Buffer.concat(paths.flatMap((path) => [bytesOf(path), Buffer.of(0)]));

/** The paths of an output that ends each with NUL. */
export function pathsIn(output: Buffer): string[] {
  const records = output.toString("latin1").split("\0");
  return records.filter((record) => record !== "").map((record) => pathOf(Buffer.from(record, "latin1")));
}

const sequenceLength = (first: number): number =>
  first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;

const marked = (bytes: Buffer): string =>
  [...bytes].map((byte) => String.fromCodePoint(byte < 0x80 ? byte : firstMark + byte)).join("");
