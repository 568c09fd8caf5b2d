/**
 * What is pasted, without the control characters but tab and line ends: one could end a bracketed paste from within, and
 * what comes after it would be typed.
 */
export const withoutControls = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, "");

/**
 * How many lines would run one by one as they are pasted. Programs that ask for bracketed paste take the text as a
 * whole, and one line with its end is what its author meant to run: both are no risk, and answered with 0.
 */
export function linesAtRisk(text: string, isBracketed: boolean): number {
  if (isBracketed) return 0;
  const lines = text.replace(/\r?\n$/, "").split(/\r\n|\r|\n/);
  return lines.length > 1 ? lines.length : 0;
}

/** The same words on one line. */
export const asOneLine = (text: string): string =>
  text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
