import { styleText } from "node:util";

/**
 * Text of others on somebody's terminal: an agent's words must not move the cursor, change the title or hide what
 * follows. Line breaks and tabs stay; other control characters, and those that turn the direction of writing, go.
 */
export const cleanText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");

export const oneLine = (text: string): string => cleanText(text).replaceAll(/\s+/g, " ").trim();

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const isAscii = /^[\x20-\x7e]*$/;

const graphemesOf = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment);
const columnsOf = (grapheme: string) => (wide.test(grapheme) ? 2 : 1);

/** How many columns of a terminal one line of text takes. */
export function widthOf(text: string): number {
  if (isAscii.test(text)) return text.length;
  return graphemesOf(text).reduce((sum, grapheme) => sum + columnsOf(grapheme), 0);
}

/** At most `width` columns of it, with `…` where something was left out. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let taken = "";
  let left = width - 1;
  for (const grapheme of graphemesOf(text)) {
    left -= columnsOf(grapheme);
    if (left < 0) break;
    taken += grapheme;
  }
  return `${taken}…`;
}

export const padTo = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - widthOf(text)));

type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Colours where somebody looks, and nothing elsewhere. */
export const painter =
  (hasColour: boolean): Paint =>
  (style, text) =>
    hasColour && text !== "" ? styleText(style, text, { validateStream: false }) : text;

/** JSON that no terminal takes for orders either: what JSON.stringify leaves as it is of the control characters. */
export const printJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value ?? null, null, indent).replaceAll(
    /[\u007f-\u009f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
