/** Keys as bytes, for what a screen without a keyboard offers. */
export const screenKeys = ["Escape", "Tab", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"] as const;
export type ScreenKey = (typeof screenKeys)[number];

const arrows: Partial<Record<ScreenKey, string>> = {
  ArrowUp: "A",
  ArrowDown: "B",
  ArrowRight: "C",
  ArrowLeft: "D",
};

/** Held for the next key, or until it is let go. */
export type Hold = "off" | "once" | "locked";

/** What the next key is typed with. */
export interface HeldModifiers {
  control: Hold;
  alt: Hold;
}

export const noModifiers: HeldModifiers = { control: "off", alt: "off" };

const nextHold: Record<Hold, Hold> = { off: "once", once: "locked", locked: "off" };

export const pressModifier = (held: HeldModifiers, modifier: keyof HeldModifiers): HeldModifiers => ({
  ...held,
  [modifier]: nextHold[held[modifier]],
});

/** What is still held after a key. */
export const afterKey = ({ control, alt }: HeldModifiers): HeldModifiers => ({
  control: control === "locked" ? "locked" : "off",
  alt: alt === "locked" ? "locked" : "off",
});

/** What a terminal sends for a key; programs may ask for the other form of the arrows (DECCKM). */
export function sequenceOf(key: ScreenKey, isApplicationMode: boolean, held: HeldModifiers): string {
  const [isControl, isAlt] = [held.control !== "off", held.alt !== "off"];
  if (key === "Escape") return "\x1b";
  if (key === "Tab") return isAlt ? "\x1b\t" : "\t";
  const letter = arrows[key] ?? "";
  // xterm's ctlseqs, PC-style function keys: 1 + 2 for Alt + 4 for Ctrl.
  if (isControl || isAlt) return `\x1b[1;${1 + (isAlt ? 2 : 0) + (isControl ? 4 : 0)}${letter}`;
  return `\x1b${isApplicationMode ? "O" : "["}${letter}`;
}

/** Typed text with what is held: the control character of a letter or sign, and Escape before it for Alt. */
export function withModifiers(data: string, held: HeldModifiers): string {
  const controlled = held.control === "off" ? data : controlOf(data);
  return held.alt === "off" || data.startsWith("\x1b") ? controlled : `\x1b${controlled}`;
}

/** Anything longer than one letter or sign stays what it is. */
function controlOf(data: string): string {
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
