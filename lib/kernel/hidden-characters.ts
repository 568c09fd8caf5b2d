/**
 * Characters that are not seen and change how a text is read: turns of its direction, those without a width, tags. The
 * joiner within an emoji is part of it.
 */
const hidden =
  /[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]|(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d/gu;

export interface TextPart {
  text: string;
  /** It is one such character, by its number: `U+202E`. */
  number: string | null;
}

/** The text in its order, hidden characters by themselves. */
export function partsOfText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: character, index } of text.matchAll(hidden)) {
    if (index > end) parts.push({ text: text.slice(end, index), number: null });
    parts.push({ text: character, number: numberOf(character) });
    end = index + character.length;
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end), number: null });
  return parts;
}

/** With hidden characters written out, as `\u{202e}`. */
export const withoutHidden = (text: string): string =>
  text.replace(hidden, (character) => `\\u{${codeOf(character).toString(16)}}`);

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;
const numberOf = (character: string): string =>
  `U+${codeOf(character).toString(16).toUpperCase().padStart(4, "0")}`;
