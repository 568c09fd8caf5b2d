/** Keys as bytes, for what a screen without a keyboard offers. */
export const screenKeys = ["Escape", "Tab", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"] as const;
export type ScreenKey = (typeof screenKeys)[number];

const arrows: Partial<Record<ScreenKey, string>> = {
  ArrowUp: "A",
  ArrowDown: "B",
  ArrowRight: "C",
  ArrowLeft: "D",
};

/** What a terminal sends for a key; programs may ask for the other form of the arrows (DECCKM). */
export function sequenceOf(key: ScreenKey, isApplicationMode: boolean): string {
  if (key === "Escape") return "\x1b";
  if (key === "Tab") return "\t";
  return `\x1b${isApplicationMode ? "O" : "["}${arrows[key] ?? ""}`;
}

/** The control character of a typed letter or sign; anything longer stays what it is. */
export function controlOf(data: string): string {
  if (data === " ") return "\0";
  return /^[@-_a-z]$/.test(data) ? String.fromCharCode(data.toUpperCase().charCodeAt(0) & 0x1f) : data;
}

/** xterm says that it has or lost the focus where a program wants to know; a dead connection need not hear it. */
export const isFocusReport = (data: string): boolean => data === "\x1b[I" || data === "\x1b[O";

const encoder = new TextEncoder();

export const bytesOfText = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

/** xterm's `onBinary` gives one character for each byte: old mouse reports are no UTF-8. */
export const bytesOfBinary = (data: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(data, (character) => character.charCodeAt(0));
